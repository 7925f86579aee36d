import type { LookupAnswer, LookupItem, LookupReply, LookupRequest } from '#libs/contracts';
import type { Times } from '#libs/kernel';
import type { Log } from '#libs/observability';
import type { LookUpAnswer, VendorAdapter } from './adapter.ts';
import type { VendorAccounts } from './vendor-accounts.ts';

export interface LookUpsParts<Secrets> {
  readonly adapter: VendorAdapter<Secrets>;
  readonly accounts: VendorAccounts<Secrets>;
  readonly times: Pick<Times, 'itemOutcomeMs'>;
  readonly log: Log;
}

/** Look-ups are rare and share the vendor's API limits with sends, so all calls together ask about a few at a time. */
const AT_ONCE = 16;

/** Asks the vendor what happened to attempts. Items that it could not answer for are left out of the reply. */
export class LookUps<Secrets> {
  readonly #parts: LookUpsParts<Secrets>;
  #free = AT_ONCE;
  /** The items that wait for a turn, in order. */
  readonly #line = new Set<() => void>();

  constructor(parts: LookUpsParts<Secrets>) {
    this.#parts = parts;
  }

  async lookUp({ account: id, items }: LookupRequest): Promise<LookupReply> {
    if (!this.#parts.adapter.lookUp) return { answers: [] };
    const account = await this.#parts.accounts.byId(id);
    const signal = AbortSignal.timeout(this.#parts.times.itemOutcomeMs);
    const waiting = items[Symbol.iterator]();
    const answers: LookupAnswer[] = [];

    const worker = async (): Promise<void> => {
      for (const item of waiting) {
        if (!(await this.#turn(signal))) return;
        const answer = await this.#ask(item, account.secrets, signal).finally(() => this.#next());
        if (answer) answers.push({ id: item.id, fence: item.fence, ...answer });
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
    return { answers };
  }

  /** Whether the turn came before the call's time was over. */
  async #turn(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    return new Promise((resolve) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = (): void => {
        this.#line.delete(enter);
        resolve(false);
      };
      this.#line.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #next(): void {
    const [enter] = this.#line;
    if (!enter) return void this.#free++;
    this.#line.delete(enter);
    enter();
  }

  async #ask(item: LookupItem, secrets: Secrets, signal: AbortSignal): Promise<LookUpAnswer | undefined> {
    const { adapter, log } = this.#parts;
    try {
      const answer = await adapter.lookUp!(item, secrets, { signal });
      const proves = adapter.lookup === 'client_reference';
      return answer?.result === 'nothing' && !proves ? { result: 'inconclusive' } : answer;
    } catch (error) {
      log.warn('provider.look_up_failed', { id: item.id, error: (error as Error).message });
      return undefined;
    }
  }
}
