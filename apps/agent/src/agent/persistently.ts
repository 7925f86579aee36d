import type { AgentPorts } from './options.ts';
import type { Answer } from './ports.ts';
import { TokenDenied } from './token-denied.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Between half of the wait and all of it, so that many phones do not come back together. */
export function backOffMs(attempt: number, random: () => number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  return wait / 2 + (wait / 2) * random();
}

/** Repeats a call until it is answered or refused; undefined: the signal aborted, or the time was over. */
export async function untilAnswered<Value>(
  ports: Pick<AgentPorts, 'clock' | 'random' | 'say'>,
  call: () => Promise<Answer<Value>>,
  signal: AbortSignal,
  until = Infinity,
): Promise<Exclude<Answer<Value>, { kind: 'away' | 'denied' }> | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    const answer = await call();
    if (answer.kind === 'denied') throw new TokenDenied(answer.why);
    if (answer.kind !== 'away') return answer;
    if (signal.aborted) return undefined;
    if (attempt % 10 === 0) ports.say(`Postrider is away and is asked again: ${answer.why}`);
    const waitMs = Math.max(answer.retryAfterMs ?? 0, backOffMs(attempt, ports.random));
    if (ports.clock.elapsedMs() + waitMs >= until) return undefined;
    await ports.clock.sleep(waitMs, signal);
  }
  return undefined;
}

/**
 * Repeats a write of the journal until the disk has it, for nothing is sent that is not in the journal. False: the signal
 * aborted before that.
 */
export async function untilWritten(
  ports: Pick<AgentPorts, 'clock' | 'random' | 'say'>,
  write: () => void,
  signal: AbortSignal,
): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    try {
      write();
      return true;
    } catch (error) {
      if (attempt % 10 === 0)
        ports.say(`Nothing is sent, because the journal cannot be written: ${(error as Error).message}`);
      if (signal.aborted) return false;
      await ports.clock.sleep(backOffMs(Math.min(attempt, 4), ports.random), signal);
    }
  }
}
