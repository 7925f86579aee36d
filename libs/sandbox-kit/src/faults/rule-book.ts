/** The properties of a request that rules compare. */
export interface Subject {
  readonly operation: string;
  readonly to?: string;
  readonly account?: string;
}

/** A request must match every given field. */
export interface Match {
  /** `create` unless given; `any` for every operation. */
  readonly operation?: string;
  /** The number, or a prefix that ends in `*`. */
  readonly to?: string;
  readonly account?: string;
  /** Only the nth, each k-th, or only those after the first k of the requests that match the other fields. */
  readonly nth?: number;
  readonly every?: number;
  readonly after?: number;
}

export interface Rule<Value> {
  readonly id: number;
  readonly value: Value;
  readonly match: Match;
  /** How often it fires. */
  readonly count: number;
  /** How many requests matched, apart from `nth`, `every` and `after`. */
  seen: number;
  fired: number;
}

/** Rules in their given order: the first that matches and is not used up is applied. */
export class RuleBook<Value> {
  private rules: Rule<Value>[] = [];
  private lastId = 0;

  add(value: Value, match: Match = {}, count = 1): number {
    const id = ++this.lastId;
    this.rules.push({ id, value, match, count, seen: 0, fired: 0 });
    return id;
  }

  take(subject: Subject): Rule<Value> | undefined {
    if (this.rules.length === 0) return undefined;
    const fitting = this.rules.filter((rule) => rule.fired < rule.count && fits(rule.match, subject));
    for (const rule of fitting) {
      rule.seen += 1;
      if (!isTurn(rule.match, rule.seen)) continue;
      rule.fired += 1;
      return rule;
    }
    return undefined;
  }

  list(): readonly Rule<Value>[] {
    return this.rules;
  }

  remove(id: number): boolean {
    const before = this.rules.length;
    this.rules = this.rules.filter((rule) => rule.id !== id);
    return this.rules.length < before;
  }

  clear(): void {
    this.rules = [];
  }
}

function fits({ operation = 'create', to, account }: Match, subject: Subject): boolean {
  if (operation !== 'any' && operation !== subject.operation) return false;
  if (account !== undefined && account !== subject.account) return false;
  if (to === undefined) return true;
  return to.endsWith('*') ? (subject.to ?? '').startsWith(to.slice(0, -1)) : to === subject.to;
}

function isTurn({ nth, every, after = 0 }: Match, seen: number): boolean {
  if (seen <= after) return false;
  if (nth !== undefined && seen !== nth) return false;
  return every === undefined || (seen - after) % every === 0;
}
