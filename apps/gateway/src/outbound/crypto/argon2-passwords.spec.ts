import { monotonicMs } from '#libs/kernel';
import { Argon2Passwords } from './argon2-passwords.ts';

const passwords = new Argon2Passwords();
const nothing = { before: () => Promise.resolve(), after: () => Promise.resolve() };

test('a password is verified by its own hash only, and not without a hash', async () => {
  const hash = await passwords.hash('right');

  expect(await passwords.verify('right', hash, nothing)).toBe(true);
  expect(await passwords.verify('wrong', hash, nothing)).toBe(false);
  expect(await passwords.verify('the password of nobody', undefined, nothing)).toBe(false);
});

test('an unknown user takes the time of a known one', async () => {
  const hash = await passwords.hash('right');
  const timeOf = async (known: string | undefined): Promise<number> => {
    const startedAt = monotonicMs();
    await passwords.verify('wrong', known, nothing);
    return monotonicMs() - startedAt;
  };

  // Measured in turn, so that a change of load affects both.
  let [somebody, nobody] = [Infinity, Infinity];
  for (let n = 0; n < 10; n++) {
    somebody = Math.min(somebody, await timeOf(hash));
    nobody = Math.min(nobody, await timeOf(undefined));
  }
  expect(nobody).toBeGreaterThan(somebody / 4);
  expect(nobody).toBeLessThan(somebody * 4);
});

test('two are verified at once, and the checks before and after run inside the slot', async () => {
  let inside = 0;
  let most = 0;
  const around = {
    before: () => Promise.resolve(void (most = Math.max(most, ++inside))),
    after: () => Promise.resolve(void inside--),
  };
  await Promise.all(Array.from({ length: 8 }, () => passwords.verify('x', undefined, around)));

  expect({ most, inside }).toEqual({ most: 2, inside: 0 });
});

test('a slot is free again after a failure', async () => {
  const failing = { ...nothing, before: () => Promise.reject(new Error('away')) };
  await Promise.allSettled(Array.from({ length: 4 }, () => passwords.verify('x', undefined, failing)));

  expect(await passwords.verify('x', undefined, nothing)).toBe(false);
});

test('the queue is bounded', async () => {
  const results = await Promise.allSettled(Array.from({ length: 80 }, () => passwords.verify('x', undefined, nothing)));
  const refused = results.filter((result) => result.status === 'rejected');

  expect(refused).toHaveLength(80 - 66);
  expect(refused[0]).toMatchObject({ reason: { code: 'too_many_attempts', retryAfterMs: 1_000 } });
});
