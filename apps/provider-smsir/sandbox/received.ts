import { clock } from '#libs/kernel';
import { one, type Answer, type Form } from '#libs/sandbox-kit';
import { done, refusal } from './answers.ts';
import type { SmsirAccount } from './accounts.ts';
import { isIn, pageOf } from './days.ts';
import { mobileOf } from './mobiles.ts';

/** A phone's answer to a line. */
export interface Answered {
  /** E.164 */
  readonly from: string;
  readonly line: string;
  readonly body: string;
  readonly at: number;
}

const USUAL_COUNT = 100;

/** The texts that the lines received, in order. `latest` consumes what it returns; the other lists do not. */
export class Received {
  private texts: Answered[] = [];
  private readonly consumed = new WeakSet<Answered>();

  /** SMS.IR itself gives them no ids: this one is for tests. */
  add(text: Answered): string {
    return `${text.line}.${this.texts.push(text)}`;
  }

  clear(): void {
    this.texts = [];
  }

  latest({ lines }: SmsirAccount, query: Form): Answer {
    const count = Number(one(query, 'count') || USUAL_COUNT);
    if (!Number.isInteger(count) || count < 1 || count > USUAL_COUNT) return refusal(16);
    const fresh = this.newest(lines)
      .filter((text) => !this.consumed.has(text))
      .slice(0, count);
    for (const text of fresh) this.consumed.add(text);
    return done(fresh.map(rowOf));
  }

  list(list: 'live' | 'archive', { lines }: SmsirAccount, query: Form): Answer {
    const now = clock.now();
    const page = pageOf(
      this.newest(lines).filter(({ at }) => isIn(list, at, now, query)),
      query,
    );
    return page === 16 ? refusal(16) : done(page.map(rowOf));
  }

  private newest(lines: readonly string[]): Answered[] {
    return this.texts.filter(({ line }) => lines.includes(line)).toSorted((a, b) => b.at - a.at);
  }
}

const rowOf = ({ from, line, body, at }: Answered) => ({
  messageText: body,
  number: Number(line),
  mobile: mobileOf(from),
  receivedDateTime: Math.floor(at / 1_000),
});
