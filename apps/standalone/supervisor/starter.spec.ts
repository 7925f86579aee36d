// Real: the timer. The processes are fake.
import { once } from 'node:events';
import { isStartedByNpm } from '../config.ts';
import { whenStarterEnds, type Lineage } from './starter.ts';

const NPM = 100;
const INIT = 1;
const GROUPS: Record<number, number> = { [NPM]: 7, [INIT]: 1, [process.pid]: 7 };

function watched(start: number) {
  let parent = start;
  const ended = new AbortController();
  const lineage: Lineage = { parent: () => parent, groupOf: (pid) => GROUPS[pid] };
  whenStarterEnds(() => ended.abort(), lineage);
  return { ended: ended.signal, adopt: (by: number) => void (parent = by) };
}

test('reports a parent that ends later', async () => {
  const { ended, adopt } = watched(NPM);
  expect(ended.aborted).toBe(false);

  const told = once(ended, 'abort');
  adopt(INIT);

  await told;
});

test('reports a parent that had ended before the first check', () => {
  expect(watched(INIT).ended.aborted).toBe(true);
});

test('only a process that npm started follows its starter', () => {
  expect(isStartedByNpm({ npm_lifecycle_event: 'start' })).toBe(true);
  expect(isStartedByNpm({ npm_lifecycle_event: 'test' })).toBe(false);
  expect(isStartedByNpm({})).toBe(false);
});
