import { httpTransport, register, type AgentClock, type Answer, type Transport } from '../../../agent/src/index.ts';
import type { Life } from './life.ts';
import type { Phone } from './phone.ts';

const VERSION = 'sandbox';
const AGAIN_MS = 2_000;
const REFUSED_AGAIN_MS = 10_000;

export interface Place {
  readonly token: string;
  readonly heartbeatS: number;
}

/** Registers the phone, if it is not; repeats it quietly until Postrider answers. */
export async function enrolled(phone: Phone, life: Life, clock: AgentClock): Promise<Place> {
  for (;;) {
    const { token, heartbeatS } = phone.facts;
    if (token !== undefined && heartbeatS !== undefined) return { token, heartbeatS };
    const code = phone.facts.enrolmentCode;
    const secret = phone.facts.registrationSecret ?? phone.around.registrationSecret;
    if (code === undefined && secret === undefined) return waitFor(phone, 'It has no enrolment code and no secret');

    const { deviceId, label } = phone.facts;
    const given = code === undefined ? { secret: secret! } : { code };
    const whole = { url: phone.around.agentUrl, deviceId, label, version: VERSION, ...given };
    const answer = await noted(phone, life, 'register', register(whole, life.signal));
    if (answer.kind === 'answered') {
      const { agentId, ...place } = answer.value;
      phone.change({ agentId, ...place });
      return place;
    }
    // A wrong code is not tried again: Postrider counts guesses.
    if (answer.kind !== 'away' && code !== undefined) return waitFor(phone, `The code is refused: ${answer.why}`);
    if (answer.kind !== 'away') phone.say(`The registration is refused: ${answer.why}`);
    await clock.sleep(answer.kind === 'away' ? AGAIN_MS : REFUSED_AGAIN_MS);
  }
}

/** Postrider as the program reaches it: what it hears ends with its life, and the page shows each call. */
export function linkOf(phone: Phone, life: Life, token: string): Transport {
  const transport = httpTransport({ url: phone.around.agentUrl, token, version: VERSION });
  const until = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, life.signal]);
  const note = <Value>(what: string, answer: Promise<Answer<Value>>) => noted(phone, life, what, answer);
  return {
    heartbeat: (beat, signal) => note('heartbeat', transport.heartbeat(beat, until(signal))),
    next: (poll, signal) => note('jobs/next', transport.next(poll, until(signal))),
    start: (grant, signal) => note('start', transport.start(grant, until(signal))),
    report: (reports, signal) => note('report', transport.report(reports, until(signal))),
    inbox: (texts, signal) => note('inbox', transport.inbox(texts, until(signal))),
  };
}

const noted = <Value>(phone: Phone, life: Life, what: string, answer: Promise<Answer<Value>>): Promise<Answer<Value>> =>
  life.through(phone.calls.note(what, answer, () => !life.hasEnded));

/** Until somebody enrols it, which starts its program again. */
function waitFor(phone: Phone, sentence: string): Promise<never> {
  phone.say(`${sentence}: enrol it.`);
  return new Promise(() => {});
}
