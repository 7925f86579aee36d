import type { SimulateRequest, SubmitRequest } from '#libs/contracts';
import {
  clock,
  messageKey,
  PostriderError,
  requestKey,
  requestKeyOf,
  sleep,
  type MessageKey,
  type RequestId,
  type RequestKey,
  type TenantId,
  type Times,
} from '#libs/kernel';
import { wordingOf, type Wording } from '../../domain/acceptance/wording.ts';
import { decideGuard, type DuplicateGuard, type GuardedCall } from '../../domain/acceptance/duplicate-guard.ts';
import { seesContent } from '../../domain/acceptance/shown-content.ts';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import type { Codec } from '../ledger/ports.ts';
import type { DuplicateGuards } from './ports.ts';

export interface GuardPorts {
  readonly guards: DuplicateGuards;
  readonly codec: Pick<Codec, 'hash' | 'readyToSeal'>;
  readonly times: Pick<Times, 'leaseMs'>;
}

export interface Guarded {
  /** By position: the message that an item repeats. */
  readonly duplicates: ReadonlyMap<number, MessageKey>;
  /** Takes back the guards of this call: it is not accepted. */
  release(): Promise<void>;
  /** Whether another call may soon take a guard for abandoned: then it is too late to store the request. */
  isStale(): boolean;
}

const PATIENCE_MS = 1_000;
const LOOK_AGAIN_MS = 25;
const MINUTE_MS = 60_000;
const UNGUARDED: Guarded = { duplicates: new Map(), release: async () => undefined, isStale: () => false };

/** The longest time from a guard to its request: four times what the request waits for. */
const abandonedMs = ({ leaseMs }: GuardPorts['times']): number => 4 * leaseMs;

type Reader = Pick<SimulateRequest, 'reader' | 'reads_content'>;
type Call = Pick<SubmitRequest, 'tenant' | 'environment' | 'request_id' | 'operation' | 'idempotency_key' | 'policy'>;

/**
 * Takes the guard of each item's number and text, and finds the items whose guard another message has. While that
 * message is being accepted, this call waits shortly, and is refused as unavailable if that does not end: it is then
 * neither sent twice nor lost.
 */
export async function guardDuplicates(
  ports: GuardPorts,
  call: Call,
  items: readonly PayloadItem[],
  { now, retryOf }: { readonly now: number; readonly retryOf?: MessageKey | undefined },
): Promise<Guarded> {
  const { duplicate_window_minutes: minutes = 0 } = call.policy;
  if (minutes === 0 || items.length === 0) return UNGUARDED;
  return new Guarding(ports, call, items, { now, retryOf, windowMs: minutes * MINUTE_MS }).take();
}

/**
 * Whether a new call with this item would be recorded as a duplicate of a message whose text the reader may read:
 * otherwise others' texts could be guessed. Nothing is stored.
 */
export async function isDuplicate(
  { guards, codec, times }: GuardPorts,
  { tenant, environment, policy, reader, reads_content }: Pick<Call, 'tenant' | 'environment' | 'policy'> & Reader,
  item: Wording,
  now: number,
): Promise<boolean> {
  const windowMs = (policy.duplicate_window_minutes ?? 0) * MINUTE_MS;
  if (windowMs === 0) return false;
  await codec.readyToSeal(tenant as TenantId);
  const [guard] = await guards.find(tenant as TenantId, [guardId(codec, { tenant, environment }, item)]);
  if (!guard) return false;
  const abandoned = abandonedMs(times);
  const owners = await guards.ownersOf([guard], { createdBefore: now - abandoned });
  const owner = owners.get(guard.owner);
  if (!owner || !seesContent({ reader, reads_content }, owner)) return false;
  const call = { request: '' as RequestKey, operation: '', windowMs };
  return decideGuard(guard, call, owner, { now, abandonedMs: abandoned }) === 'duplicate';
}

const guardId = (
  codec: GuardPorts['codec'],
  { tenant, environment }: Pick<Call, 'tenant' | 'environment'>,
  item: Wording,
): string => [tenant, environment, codec.hash(tenant as TenantId, wordingOf(item))].join('.');

/** The guard that an item needs. */
function guardOf(
  codec: GuardPorts['codec'],
  call: Omit<Call, 'request_id' | 'policy'>,
  item: Wording,
  { owner, at, windowMs }: { readonly owner: MessageKey; readonly at: number; readonly windowMs: number },
): DuplicateGuard {
  const { tenant, operation, idempotency_key } = call;
  return {
    _id: guardId(codec, call, item),
    tenant: tenant as TenantId,
    owner,
    at: new Date(at),
    expires_at: new Date(at + windowMs),
    operation,
    ...(idempotency_key !== undefined && { idempotency_key }),
  };
}

class Guarding implements Guarded {
  readonly duplicates = new Map<number, MessageKey>();
  private readonly positions = new Map<string, number>();
  private readonly wanted: readonly DuplicateGuard[];
  private readonly request: RequestKey;
  private readonly call: GuardedCall;
  private held: DuplicateGuard[] = [];
  /** The time of the oldest guard that the call relies on. */
  private oldest: number;

  constructor(
    private readonly ports: GuardPorts,
    call: Call,
    items: readonly PayloadItem[],
    of: { readonly now: number; readonly retryOf: MessageKey | undefined; readonly windowMs: number },
  ) {
    const { now: at, retryOf, windowMs } = of;
    const { operation, idempotency_key } = call;
    this.oldest = at;
    this.request = requestKey(call.tenant as TenantId, call.request_id as RequestId);
    this.call = { request: this.request, operation, idempotency_key, retryOf, windowMs };
    this.wanted = items.map((item) => {
      const owner = messageKey(this.request, item.position);
      const guard = guardOf(ports.codec, call, item, { owner, at, windowMs });
      this.positions.set(guard._id, item.position);
      return guard;
    });
  }

  async take(): Promise<Guarded> {
    const giveUpAt = clock.now() + PATIENCE_MS;
    let open = this.wanted;
    for (;;) {
      const there = await this.ports.guards.claim(open);
      this.held.push(...open.filter(({ _id }) => !there.has(_id)));
      open = await this.look(open, there);
      if (open.length === 0) return this;
      if (clock.now() >= giveUpAt) return this.giveUp();
      open = await this.giveWay(open, there);
      await sleep(LOOK_AGAIN_MS);
    }
  }

  async release(): Promise<void> {
    const held = this.held.splice(0);
    // Until it is abandoned, a guard that stays makes others wait; nothing is sent twice.
    if (held.length > 0) await this.ports.guards.release(held).catch(() => undefined);
  }

  isStale(): boolean {
    return clock.now() - this.oldest > this.ports.times.leaseMs;
  }

  /** Decides about guards that are there already; returns those to be claimed again. */
  private async look(
    open: readonly DuplicateGuard[],
    there: ReadonlyMap<string, DuplicateGuard | undefined>,
  ): Promise<readonly DuplicateGuard[]> {
    const found = [...there.values()].filter((guard) => guard !== undefined);
    if (there.size === 0) return [];
    const [now, abandoned] = [clock.now(), abandonedMs(this.ports.times)];
    const owners = await this.ports.guards.ownersOf(found, { createdBefore: now - abandoned });
    const free: DuplicateGuard[] = [];
    const share: DuplicateGuard[] = [];
    const again = open.filter(({ _id }) => {
      if (!there.has(_id)) return false;
      const guard = there.get(_id);
      if (!guard) return true;
      const owner = owners.get(guard.owner);
      const decision = decideGuard(guard, this.call, owner, { now, abandonedMs: abandoned });
      if (decision === 'duplicate') this.duplicates.set(this.positions.get(_id)!, owner!.message);
      if (decision === 'ours' && !owner) this.oldest = Math.min(this.oldest, guard.at.getTime());
      if (decision === 'free') free.push(guard);
      if (decision === 'share') share.push(guard);
      return decision === 'free' || decision === 'share' || decision === 'wait';
    });
    if (free.length > 0) await this.ports.guards.remove(free);
    const shared = share.length > 0 ? await this.ports.guards.share(share, new Date(now)) : false;
    return shared ? again.filter(({ _id }) => !share.some((guard) => guard._id === _id)) : again;
  }

  /** Of two calls that wait for each other's guards the younger gives its own back, and begins anew. */
  private async giveWay(
    open: readonly DuplicateGuard[],
    there: ReadonlyMap<string, DuplicateGuard | undefined>,
  ): Promise<readonly DuplicateGuard[]> {
    const waitsForOlder = open.some(({ _id }) => {
      const guard = there.get(_id);
      return guard && requestKeyOf(guard.owner) < this.request;
    });
    if (!waitsForOlder || this.held.length === 0) return open;
    await this.release();
    this.duplicates.clear();
    return this.wanted;
  }

  private async giveUp(): Promise<never> {
    await this.release();
    const detail =
      'A call with the same text and number is being accepted, or its process ended. Nothing was stored; repeat the call.';
    throw new PostriderError('service_unavailable', detail, { retryAfterMs: 2_000 });
  }
}
