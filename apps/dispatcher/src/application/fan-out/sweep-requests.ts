import type { RequestDocument } from '#libs/contracts';
import { clock, type Times } from '#libs/kernel';
import { endOf } from '../../domain/acceptance/bare-message.ts';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { failRequest, type FailPorts } from './fail-positions.ts';
import { isOutage } from '../ledger/bisect-on-failure.ts';
import type { MessageMetrics } from '../ledger/ports.ts';
import { payloadOf, Unreadable } from '../ledger/sealed-content.ts';

const REQUESTS_PER_SWEEP = 20;

export type RequestSweepPorts = FailPorts & {
  readonly metrics: Pick<MessageMetrics, 'unprocessable' | 'stuck'>;
  readonly times: Pick<Times, 'graceMs'>;
  /** Once aborted, no request is begun. */
  readonly stopping: AbortSignal;
  readonly fanOut: (request: RequestDocument, items: readonly PayloadItem[]) => Promise<void>;
};

/**
 * Repeats the fan-out of requests whose process died before the last message was inserted. One that fails is postponed.
 */
export async function sweepRequests(ports: RequestSweepPorts): Promise<number> {
  const due = await ports.requests.due(clock.now(), REQUESTS_PER_SWEEP);
  for (const request of due) {
    if (ports.stopping.aborted) break;
    try {
      await fanOutOrFail(ports, request);
    } catch (error) {
      ports.log.error('fan_out.stuck', { request: request._id, err: error });
      if (!isOutage(error)) ports.metrics.stuck('request', 1);
      await ports.requests.postpone(request._id, new Date(clock.now() + ports.times.graceMs));
    }
  }
  return due.length;
}

/** Damaged bytes stay damaged. A key that cannot be used may be restored until the request's deadline. */
async function fanOutOrFail(ports: RequestSweepPorts, request: RequestDocument): Promise<void> {
  const isOver = endOf(request).getTime() <= clock.now();
  let items: PayloadItem[];
  try {
    await ports.codec.ready(request.tenant);
    items = payloadOf(ports.codec, request);
  } catch (error) {
    if (isOutage(error) || !(isOver || error instanceof Unreadable)) throw error;
    return failRequest(ports, request, 'UNREADABLE');
  }
  await ports.fanOut(request, items);
}
