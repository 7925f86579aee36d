import { sleep } from '#libs/kernel';

/** Resolves as soon as the condition holds; rejects when it does not in time. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const ends = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > ends) throw new Error('The condition was not met in time.');
    await sleep(5);
  }
}

/** The error of a call. */
export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}
