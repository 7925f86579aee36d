import { gatewayContracts, type AuditedAction } from '#libs/contracts';
import { clock, sleep } from '#libs/kernel';
import type { Bus } from '#libs/messaging';
import type { Log } from '#libs/observability';
import type { Audit } from '../../application/ports.ts';

const MOST_KEPT = 10_000;
const AT_ONCE = 200;
const AGAIN_MS = 1_000;

/** Writes the audit log in the background, in order, and tries again while the gateway is away. */
export class BusAudit implements Audit {
  readonly #kept: AuditedAction[] = [];
  readonly #ending = new AbortController();
  #writing: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  note(action: AuditedAction): void {
    if (this.#kept.length >= MOST_KEPT) return this.log.warn('audit.overflow', { action: action.action });
    this.#kept.push({ ...action, at: new Date(clock.now()).toISOString() });
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  /** One more try for what is left. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#kept.length > 0) {
      const actions = this.#kept.slice(0, AT_ONCE);
      try {
        await this.bus.call(gatewayContracts.audit.record, { actions });
        this.#kept.splice(0, actions.length);
      } catch (err) {
        this.log.warn('audit.write_failed', { err });
        if (this.#ending.signal.aborted) return;
        await sleep(AGAIN_MS, this.#ending.signal);
      }
    }
  }
}
