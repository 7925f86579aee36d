import type { Msg, Subscription } from '@nats-io/transport-node';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Rpc } from '#libs/contracts';
import { clock, monotonicMs, PostriderError } from '#libs/kernel';
import { runWithTrace } from '#libs/observability';
import { callContext } from './context.ts';
import type { BusLink } from './link.ts';
import type { Running } from './running.ts';
import { validatePayload } from './validate.ts';
import { asAnswer, deadlineOf, decode, encode, endHeaders, errorBody, errorHeaders, traceOf } from './wire.ts';

export type Handler = (payload: object, context: object) => Promise<unknown>;
type Served = Rpc<object, unknown>;

/** Serves one contract: the replicas of the owner share its calls as one queue group. */
export function serveRpc(link: BusLink, contract: Served, handler: Handler, running: Running): Subscription {
  const { metrics, log } = link;
  const seconds = metrics.histogram('bus_served_seconds', 'Time to answer a call.', ['subject', 'outcome']);
  const { subject } = contract;

  const answer = async (message: Msg): Promise<void> => {
    const began = monotonicMs();
    const trace = traceOf(message.headers);
    const deadline = deadlineOf(message.headers) ?? clock.now() + contract.timeoutMs;
    const patienceMs = deadline - clock.now();
    let outcome = 'late';
    try {
      if (patienceMs <= 0) return;
      const context = callContext(subject, deadline, patienceMs, trace);
      await runWithTrace(trace, () => handle(link, contract, handler, message, context));
      outcome = 'ok';
    } catch (error) {
      const told = asAnswer(error);
      outcome = told.code;
      if (!(error instanceof PostriderError)) log.error('rpc.failed', { subject, err: error, ...trace });
      link.respond(message.reply ?? '', errorBody(told), errorHeaders(told), patienceMs);
    } finally {
      seconds.observe({ subject, outcome }, (monotonicMs() - began) / 1_000);
    }
  };

  return link.connection.subscribe(link.subject(subject), {
    queue: contract.owner,
    callback: (error, message) => {
      if (error !== null) return log.error('bus.subscription_failed', { subject, err: error });
      running.track(answer(message).catch((fault: unknown) => log.error('rpc.unanswered', { subject, err: fault })));
    },
  });
}

async function handle(
  link: BusLink,
  contract: Served,
  handler: Handler,
  message: Msg,
  context: ReturnType<typeof callContext>,
): Promise<void> {
  const replyTo = message.reply ?? '';
  const patience = (): number => context.deadline - clock.now();
  const payload = await validatePayload(contract.request, decode(message.data));
  const result = await handler(payload, context);

  if (!contract.streamed) {
    const value: unknown = isObservable(result) ? await lastValueFrom(result) : result;
    return link.respond(replyTo, sized(link, value), undefined, patience());
  }
  let count = 0;
  for await (const item of result as AsyncIterable<unknown>) {
    link.respond(replyTo, sized(link, item), undefined, patience());
    count += 1;
  }
  link.respond(replyTo, encode({}), endHeaders(count), patience());
}

/** An answer over the broker's limit is the handler's error, not the caller's. */
function sized(link: BusLink, value: unknown): Buffer {
  const body = encode(value);
  try {
    link.checkSize(body);
  } catch (cause) {
    throw new Error(`The answer has ${body.byteLength} bytes, more than the bus carries.`, { cause });
  }
  return body;
}
