import { monotonicMs } from '#libs/kernel';
import { awayIn } from './away.ts';
import type { Fields } from './log.ts';

/** One cause of failures, from the first failure until no more come for a while. */
interface Trouble {
  readonly cause: string;
  readonly sinceMs: number;
  lastMs: number;
  toldMs: number;
  /** Failures since it began, and by event since the last line. */
  count: number;
  events: Map<string, number>;
}

export interface TroubleLine {
  readonly level: 'info' | 'warn';
  readonly event: string;
  readonly fields: Fields;
}

const STILL_EVERY_MS = 60_000;
/** Loops try again within ten seconds; a cause without failures for longer is over. */
const OVER_AFTER_MS = 15_000;
const LOOK_EVERY_MS = 5_000;
/** Names of fields that identify a single thing: its failures are always logged. */
const OWN = ['message', 'request', 'id'];
const MOST_CAUSES = 200;

/**
 * Reduces a repeated cause to one line when it begins, one a minute while it lasts and one when it is over. A server
 * that is away is one cause, whichever loop notices it.
 */
export class Troubles {
  readonly #tell: (line: TroubleLine) => void;
  readonly #now: () => number;
  readonly #known = new Map<string, Trouble>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (line: TroubleLine) => void, now: () => number = monotonicMs) {
    this.#tell = tell;
    this.#now = now;
  }

  /** Whether the line of this failure must be written: it is not a repeat. */
  isNews(event: string, fields: Fields): boolean {
    const cause = causeOf(event, fields);
    if (cause === undefined) return true;
    const now = this.#now();
    const known = this.#known.get(cause);
    if (!known) {
      if (this.#known.size < MOST_CAUSES) this.#begin(cause, now);
      return true;
    }
    known.lastMs = now;
    known.count++;
    known.events.set(event, (known.events.get(event) ?? 0) + 1);
    return false;
  }

  /** Logs causes that last and causes that are over. */
  look(): void {
    const now = this.#now();
    for (const trouble of this.#known.values()) {
      if (now - trouble.lastMs >= OVER_AFTER_MS) this.#end(trouble);
      else if (now - trouble.toldMs >= STILL_EVERY_MS) this.#still(trouble, now);
    }
    if (this.#known.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #begin(cause: string, now: number): void {
    this.#known.set(cause, { cause, sinceMs: now, lastMs: now, toldMs: now, count: 1, events: new Map() });
    this.#timer ??= setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  #still(trouble: Trouble, now: number): void {
    this.#tell({ level: 'warn', event: 'trouble.continues', fields: told(trouble, now) });
    trouble.toldMs = now;
    trouble.events.clear();
  }

  #end(trouble: Trouble): void {
    this.#known.delete(trouble.cause);
    if (trouble.count > 1) this.#tell({ level: 'info', event: 'trouble.ended', fields: told(trouble, trouble.lastMs) });
  }
}

const told = ({ cause, count, sinceMs, events }: Trouble, now: number): Fields => ({
  cause,
  count,
  for_s: Math.round((now - sinceMs) / 1_000),
  events: Object.fromEntries(events),
});

/** The part that a repeat has in common with the first failure; undefined if each failure is logged. */
function causeOf(event: string, fields: Fields): string | undefined {
  const { err, subject, route } = fields;
  if (!(err instanceof Error)) return undefined;
  const away = awayIn(err);
  if (away) return away.detail;
  if (OWN.some((name) => fields[name] !== undefined)) return undefined;
  return [event, subject ?? route, err.name, err.message].filter(Boolean).join(' ').slice(0, 300);
}
