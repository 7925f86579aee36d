import { setMaxListeners } from 'node:events';
import { checkpoint, clock, monotonicMs, type Times } from '#libs/kernel';
import { OutcomeBatch, type DeliverItem, type DeliverRequest, type ItemOutcome } from '#libs/contracts';
import type { Log } from '#libs/observability';
import type { ItemAnswer, VendorAdapter } from './adapter.ts';
import { callbackAddress } from './callback-address.ts';
import { GrantMemory } from './grant-memory.ts';
import { TurnBatches } from './turn-batches.ts';
import { isNotFound, UnreadableAccount, type Account, type VendorAccounts } from './vendor-accounts.ts';

export interface DeliverLoopParts<Secrets> {
  readonly adapter: VendorAdapter<Secrets>;
  readonly accounts: VendorAccounts<Secrets>;
  readonly times: Pick<Times, 'itemOutcomeMs'>;
  readonly maxInFlight: number;
  readonly log: Log;
  /** Called once for every outcome; `seconds` is given if the item was begun. */
  readonly observe?: (outcome: ItemOutcome, seconds?: number) => void;
}

/** One call of `deliver`: its items, and the timer and signal that they share. */
interface Call<Secrets> {
  readonly account: Account<Secrets>;
  readonly batch: TurnBatches<ItemOutcome>;
  readonly open: Set<DeliverItem>;
  readonly signal: AbortSignal;
  readonly timer: NodeJS.Timeout;
}

const notStarted = (why: string): ItemAnswer => ({ outcome: 'not_started', vendor_code: why });

/** Begins each item at once or answers `not_started`: it does not queue, retry or change the route. */
export class DeliverLoop<Secrets> {
  readonly #parts: DeliverLoopParts<Secrets>;
  readonly #grants = new GrantMemory();
  #inFlight = 0;
  #draining = false;
  #whenIdle: (() => void) | undefined;

  constructor(parts: DeliverLoopParts<Secrets>) {
    this.#parts = parts;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** One emission for all outcomes known in the same turn; ends when every item has one. */
  async *deliver(request: DeliverRequest): AsyncGenerator<OutcomeBatch, void, undefined> {
    const batch = new TurnBatches<ItemOutcome>(request.items.length);
    const account = await this.#account(request.account);
    if ('outcome' in account) request.items.forEach((item) => this.#answer(batch, item, account));
    else this.#begin(request.items, account, batch);

    for await (const outcomes of batch) {
      checkpoint('provider.deliver.before_reply');
      yield Object.assign(new OutcomeBatch(), { outcomes });
      if (batch.missing > 0) checkpoint('provider.deliver.mid_batch');
    }
  }

  /** From now on no item begins; resolves when none is in flight. */
  drain(): Promise<void> {
    this.#draining = true;
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  async #account(id: string): Promise<Account<Secrets> | ItemAnswer> {
    try {
      return await this.#parts.accounts.byId(id);
    } catch (error) {
      const lasting = error instanceof UnreadableAccount || isNotFound(error);
      this.#parts.log.warn('provider.account_unavailable', { account: id, err: error as Error });
      return lasting
        ? { outcome: 'vendor_fault', fault: 'misconfigured', vendor_code: 'account_unreadable' }
        : notStarted('account_unavailable');
    }
  }

  #begin(items: readonly DeliverItem[], account: Account<Secrets>, batch: TurnBatches<ItemOutcome>): void {
    const deadline = new AbortController();
    setMaxListeners(0, deadline.signal);
    const giveUp = () => {
      deadline.abort();
      for (const item of call.open) this.#settle(call, item, { outcome: 'unknown', vendor_code: 'no_outcome' });
    };
    // Answers that came while the process was paused are read before the timers decide.
    const timer = setTimeout(() => setImmediate(giveUp), this.#parts.times.itemOutcomeMs);
    const call: Call<Secrets> = { account, batch, open: new Set(items), signal: deadline.signal, timer };
    for (const item of items) this.#beginItem(call, item);
    if (call.open.size === 0) clearTimeout(timer);
  }

  #beginItem(call: Call<Secrets>, item: DeliverItem): void {
    const repeated = this.#grants.find(item.id, item.fence);
    if (repeated) return void repeated.then((answer) => this.#settle(call, item, answer));
    const refusal = this.#refusal(item);
    if (refusal) return this.#settle(call, item, refusal);

    this.#inFlight++;
    const begunAt = monotonicMs();
    const answer = this.#send(call, item);
    this.#grants.keep(item.id, item.fence, answer);
    void answer.then((it) => {
      this.#settle(call, item, it, (monotonicMs() - begunAt) / 1_000);
      if (--this.#inFlight === 0) this.#whenIdle?.();
    });
  }

  #refusal(item: DeliverItem): ItemAnswer | undefined {
    if (this.#draining) return notStarted('draining');
    if (this.#inFlight >= this.#parts.maxInFlight) return notStarted('no_free_slot');
    return clock.now() >= item.send_before ? notStarted('too_late') : undefined;
  }

  async #send({ account, signal }: Call<Secrets>, item: DeliverItem): Promise<ItemAnswer> {
    try {
      const callbackUrl = callbackAddress(account.callbackPrefix, item.id, item.fence);
      return await this.#parts.adapter.send(item, account.secrets, { callbackUrl, signal });
    } catch (error) {
      this.#parts.log.error('provider.send_threw', { id: item.id, error: (error as Error).name });
      return { outcome: 'unknown', vendor_code: 'adapter_error' };
    }
  }

  /** The first answer counts; an answer that comes after the item was answered for is dropped. */
  #settle(call: Call<Secrets>, item: DeliverItem, answer: ItemAnswer, seconds?: number): void {
    if (!call.open.delete(item)) return;
    if (call.open.size === 0) clearTimeout(call.timer);
    this.#answer(call.batch, item, answer, seconds);
  }

  #answer(batch: TurnBatches<ItemOutcome>, item: DeliverItem, answer: ItemAnswer, seconds?: number): void {
    const outcome: ItemOutcome = { id: item.id, fence: item.fence, ...answer };
    this.#parts.observe?.(outcome, seconds);
    if (outcome.outcome === 'unknown')
      this.#parts.log.debug('provider.outcome_unknown', { id: item.id, vendor_code: outcome.vendor_code });
    batch.add(outcome);
  }
}
