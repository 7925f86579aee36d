import type { Msg, Subscription } from '@nats-io/transport-node';
import type { BusEvent } from '#libs/contracts';
import { runWithTrace } from '#libs/observability';
import type { JobContext } from './context.ts';
import type { BusLink } from './link.ts';
import type { Handler } from './rpc-server.ts';
import type { Running } from './running.ts';
import { validatePayload } from './validate.ts';
import { decode, traceOf } from './wire.ts';

/** Receives an event in every replica, at most once: for caches, not for work. */
export function serveEvent(
  link: BusLink,
  contract: BusEvent<object>,
  handler: Handler,
  running: Running,
): Subscription {
  const { subject } = contract;
  const hear = async (message: Msg): Promise<void> => {
    const trace = traceOf(message.headers);
    const context: JobContext = { ...trace, subject, delivery: 1, ack: () => undefined };
    try {
      const payload = await validatePayload(contract.request, decode(message.data));
      await runWithTrace(trace, () => handler(payload, context));
    } catch (error) {
      link.log.error('event.failed', { subject, err: error });
    }
  };
  return link.connection.subscribe(link.subject(subject), {
    callback: (error, message) => {
      if (error !== null) link.log.error('bus.subscription_failed', { subject, err: error });
      else running.track(hear(message));
    },
  });
}
