import { sleep } from '#libs/kernel';

/** Repeats until the answer is not undefined or false; throws after the deadline. */
export async function until<T>(ask: () => T | Promise<T>, deadlineMs = 30_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`It did not happen within ${deadlineMs} ms: ${String(ask)}`);
    await sleep(10);
  }
}
