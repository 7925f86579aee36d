import { NoPlace, Places } from './places.ts';

const never = new AbortController().signal;

/** Runs that end when they are told to. */
class Runs {
  readonly running: string[] = [];
  private readonly ends = new Map<string, () => void>();

  constructor(private readonly places: Places) {}

  start(name: string, owner: string, signal = never): Promise<string> {
    return this.places.run(owner, signal, async () => {
      this.running.push(name);
      await new Promise<void>((resolve) => this.ends.set(name, resolve));
      this.running.splice(this.running.indexOf(name), 1);
      return name;
    });
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)!();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('so many run at once in all, and of one owner; the rest wait in order', async () => {
  const runs = new Runs(new Places({ all: 3, ofOne: 2, waiting: 10 }));
  for (const name of ['a1', 'a2', 'a3']) void runs.start(name, 'a');
  for (const name of ['b1', 'b2']) void runs.start(name, 'b');
  await turn();

  expect(runs.running).toEqual(['a1', 'a2', 'b1']);
  await runs.end('b1');
  expect(runs.running).toEqual(['a1', 'a2', 'b2']);
  await runs.end('a1');
  expect(runs.running).toEqual(['a2', 'b2', 'a3']);
});

test('a wait that its signal ends takes no place', async () => {
  const runs = new Runs(new Places({ all: 1, ofOne: 1, waiting: 10 }));
  void runs.start('a1', 'a');
  const over = new AbortController();
  const waits = runs.start('a2', 'a', over.signal);
  void runs.start('a3', 'a');
  over.abort(new Error('too late'));

  await expect(waits).rejects.toThrow('too late');
  await runs.end('a1');
  expect(runs.running).toEqual(['a3']);
});

test('a place is given back after a failure', async () => {
  const places = new Places({ all: 1, ofOne: 1, waiting: 1 });
  await expect(places.run('a', never, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');

  expect(await places.run('a', never, () => Promise.resolve('next'))).toBe('next');
});

test('more than may wait are refused', async () => {
  const runs = new Runs(new Places({ all: 1, ofOne: 1, waiting: 1 }));
  void runs.start('a1', 'a');
  void runs.start('a2', 'a');

  await expect(runs.start('a3', 'a')).rejects.toThrow(NoPlace);
});
