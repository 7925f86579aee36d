import type { AuditedAction } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { Audit } from './ports.ts';

export interface Denial {
  readonly tenant?: string;
  readonly action: string;
  readonly actor: string;
  readonly reason: string;
  readonly clientIp: string;
}

const PERIOD_MS = 60_000;
const MOST_KINDS = 10_000;

/** Audits refusals: the first of a kind at once, and once a minute how many more there were. */
export class Denials {
  readonly #kinds = new Map<string, { readonly denial: Denial; readonly sinceMs: number; more: number }>();

  constructor(private readonly audit: Audit) {}

  note(denial: Denial): void {
    const kind = [denial.tenant, denial.action, denial.actor, denial.reason, denial.clientIp].join(' ');
    const known = this.#kinds.get(kind);
    if (known) return void known.more++;
    if (this.#kinds.size >= MOST_KINDS) return;
    this.#kinds.set(kind, { denial, sinceMs: clock.now(), more: 0 });
    this.audit.note(rowOf(denial, denial.reason));
  }

  /** Called every second. */
  flush(now = clock.now(), periodMs = PERIOD_MS): void {
    for (const [kind, { denial, sinceMs, more }] of this.#kinds) {
      if (now - sinceMs < periodMs) continue;
      this.#kinds.delete(kind);
      if (more > 0) this.audit.note(rowOf(denial, `${denial.reason} ${more} more within a minute.`));
    }
  }
}

const rowOf = ({ tenant, action, actor, clientIp }: Denial, reason: string): AuditedAction => ({
  ...(tenant !== undefined && { tenant }),
  action,
  outcome: 'denied',
  actor,
  code: 'unauthenticated',
  reason,
  client_ip: clientIp,
});
