import type { RequestDocument } from '#libs/contracts';
import { clock, type Times } from '#libs/kernel';
import type { PayloadItem } from '../domain/request-payload.ts';
import { adoptOrphans, raise, type ChangePorts } from './carry-out-change.ts';
import type { Codec, Requests } from './ports.ts';
import { payloadOf } from './sealed-content.ts';
import { settleAllSlowly, type SlowPorts } from './settle-slowly.ts';

const REQUESTS_PER_SWEEP = 20;
const CHANGES_PER_SWEEP = 20;

export interface RequestSweepPorts {
  readonly requests: Requests;
  readonly codec: Codec;
  readonly fanOut: (request: RequestDocument, items: readonly PayloadItem[]) => Promise<void>;
}

/** Runs the fan-out of requests again whose process ended before its last message was in. */
export async function sweepRequests(ports: RequestSweepPorts): Promise<number> {
  const due = await ports.requests.due(clock.now(), REQUESTS_PER_SWEEP);
  for (const request of due) {
    await ports.codec.ready(request.tenant);
    await ports.fanOut(request, payloadOf(ports.codec, request));
  }
  return due.length;
}

export type ChangeSweepPorts = ChangePorts & SlowPorts & { readonly times: Times };

/**
 * Repeats adoption, fold and event of changes that may not have been carried out to the end. A document stays for ten
 * times as long as it takes to become due, so that a slow writer of the same change is outlived.
 */
export async function sweepChanges(ports: ChangeSweepPorts): Promise<number> {
  const { graceMs } = ports.times;
  const due = await ports.outbox.due((graceMs * 4) / 3, CHANGES_PER_SWEEP);
  for (const { handle, keys, at } of due) {
    const evidence = await ports.evidence.ofMessages(keys);
    const adopted = await adoptOrphans(ports, [...evidence.values()].flat());
    await raise(ports.messages, adopted);
    const changes = await settleAllSlowly(ports, keys, new Set());
    for (let from = 0; from < changes.length; from += 200) {
      await ports.announcements.statusChanged(changes.slice(from, from + 200));
    }
    if (at < clock.now() - (graceMs * 40) / 3) ports.outbox.remove(handle);
  }
  return due.length;
}
