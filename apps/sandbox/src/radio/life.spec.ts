import { Life } from './life.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A program of three steps, and the steps that it has done. */
function program(life: Life): string[] {
  const done: string[] = [];
  void (async () => {
    for (const step of ['one', 'two', 'three']) {
      await life.through(turn());
      done.push(step);
    }
  })();
  return done;
}

async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await turn();
}

test('a paused program does nothing, and goes on where it was', async () => {
  const life = new Life();
  const done = program(life);
  await turns(2);
  life.pause();
  const before = [...done];
  await turns(10);
  expect(done).toEqual(before);

  life.resume();
  await turns(10);
  expect(done).toEqual(['one', 'two', 'three']);
});

test('after its end nothing of a program runs, also not what waited while it was paused', async () => {
  const life = new Life();
  life.pause();
  const done = program(life);
  const failing = life.through(Promise.reject(new Error('lost'))).catch(() => done.push('failed'));
  await turns(3);
  life.end();
  life.resume();
  await turns(10);

  expect(done).toEqual([]);
  expect(life.signal.aborted).toBe(true);
  void failing;
});

test('what fails reaches a program that runs', async () => {
  await expect(new Life().through(Promise.reject(new Error('lost')))).rejects.toThrow('lost');
});
