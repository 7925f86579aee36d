import type { RequestDocument } from '#libs/contracts';
import { clock, monotonicMs, type MessageKey, type Times } from '#libs/kernel';
import type { PayloadItem } from '../domain/request-payload.ts';
import { adoptOrphans, raise, type ChangePorts } from './carry-out-change.ts';
import { inHalves } from './in-halves.ts';
import type { ChangeLeft, Codec, Log, Requests } from './ports.ts';
import { payloadOf } from './sealed-content.ts';
import { settleAllSlowly, type SlowPorts } from './settle-slowly.ts';

const REQUESTS_PER_SWEEP = 20;
const CHANGES_PER_SWEEP = 20;

export interface RequestSweepPorts {
  readonly requests: Requests;
  readonly codec: Codec;
  readonly times: Times;
  readonly log: Log;
  /** Once aborted nothing more is begun. */
  readonly stopping: AbortSignal;
  readonly fanOut: (request: RequestDocument, items: readonly PayloadItem[]) => Promise<void>;
}

/** Runs the fan-out of requests again whose process ended before its last message was in. One that fails waits its turn. */
export async function sweepRequests(ports: RequestSweepPorts): Promise<number> {
  const due = await ports.requests.due(clock.now(), REQUESTS_PER_SWEEP);
  for (const request of due) {
    if (ports.stopping.aborted) break;
    try {
      await ports.codec.ready(request.tenant);
      await ports.fanOut(request, payloadOf(ports.codec, request));
    } catch (error) {
      ports.log.error('fan_out.stuck', { request: request._id, err: error });
      await ports.requests.postpone(request._id, new Date(clock.now() + ports.times.graceMs));
    }
  }
  return due.length;
}

export type ChangeSweepPorts = ChangePorts & SlowPorts & { readonly times: Times; readonly stopping: AbortSignal };

/**
 * Repeats adoption, fold and event of changes that may not have been carried out to the end, round after round. A document
 * stays for ten times as long as it takes to become due, so that a slow writer of the same change is outlived.
 */
export class ChangeSweep {
  private sweptTo: string | undefined;
  private restsUntil = 0;

  constructor(private readonly ports: ChangeSweepPorts) {}

  /** The next few; answers how many there were. Between two rounds there is a rest: most changes need no repeating. */
  async sweep(): Promise<number> {
    const { outbox, times, stopping } = this.ports;
    if (monotonicMs() < this.restsUntil) return 0;
    const due = await outbox.due((times.graceMs * 4) / 3, CHANGES_PER_SWEEP, this.sweptTo);
    for (const entry of due) {
      if (stopping.aborted) break;
      this.sweptTo = entry.handle;
      await this.repeat(entry);
    }
    if (due.length < CHANGES_PER_SWEEP) this.endRound();
    return due.length;
  }

  private endRound(): void {
    if (this.sweptTo !== undefined) this.restsUntil = monotonicMs() + this.ports.times.graceMs / 3;
    this.sweptTo = undefined;
  }

  private async repeat({ handle, keys, at }: ChangeLeft): Promise<void> {
    const { outbox, times, log } = this.ports;
    try {
      await inHalves(
        keys,
        (some) => repeatChange(this.ports, some),
        (key, error) => log.error('message.stuck', { message: key, err: error }),
      );
      if (at < clock.now() - (times.graceMs * 40) / 3) outbox.remove(handle);
    } catch (error) {
      log.warn('change.deferred', { messages: keys.length, err: error });
    }
  }
}

async function repeatChange(ports: ChangeSweepPorts, keys: readonly MessageKey[]): Promise<void> {
  const evidence = await ports.evidence.ofMessages(keys);
  const adopted = await adoptOrphans(ports, [...evidence.values()].flat());
  await raise(ports.messages, adopted);
  const changes = await settleAllSlowly(ports, keys, new Set());
  for (let from = 0; from < changes.length; from += 200) {
    await ports.announcements.statusChanged(changes.slice(from, from + 200));
  }
}
