import { sleep } from '#libs/kernel';

/** Asks until the answer is not undefined or false; throws past the deadline. */
export async function until<T>(ask: () => T | Promise<T>, deadlineMs = 30_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`It did not come to pass within ${deadlineMs} ms: ${String(ask)}`);
    await sleep(10);
  }
}
