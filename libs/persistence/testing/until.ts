import { monotonicMs, sleep } from '#libs/kernel';

/** Repeats `met` until it gives a true value, and returns that; throws with `what` once `withinMs` have passed. */
export async function until<T>(what: string, met: () => T | Promise<T>, withinMs = 30_000): Promise<NonNullable<T>> {
  const deadline = monotonicMs() + withinMs;
  for (;;) {
    const value = await met();
    if (value) return value;
    if (monotonicMs() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}.`);
    await sleep(10);
  }
}
