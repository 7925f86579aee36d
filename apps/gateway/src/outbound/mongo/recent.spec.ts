import { inFakeTime } from '../../../../../libs/kernel/testing/index.ts';
import { Recent } from './recent.ts';

function counted(options: { ttlMs: number; max: number }, fail = false) {
  const loads: string[] = [];
  const recent = new Recent<string, string>(options, (key) => {
    loads.push(key);
    return fail ? Promise.reject(new Error('away')) : Promise.resolve(`${key} ${loads.length}`);
  });
  return { recent, loads };
}

test(
  'an answer is kept for its time and then looked up again',
  inFakeTime(async (pass) => {
    const { recent, loads } = counted({ ttlMs: 20, max: 10 });
    const before = await recent.get('a');
    await pass(19);
    expect([before, await recent.get('a')]).toEqual(['a 1', 'a 1']);

    await pass(1);

    expect(await recent.get('a')).toBe('a 2');
    expect(loads).toEqual(['a', 'a']);
  }),
);

test('the least recently used answer is removed first', async () => {
  const { recent, loads } = counted({ ttlMs: 60_000, max: 2 });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await recent.get(key);

  expect(loads).toEqual(['a', 'b', 'c', 'b']);
});

test('waiting callers get a failure, and it is not kept', async () => {
  const { recent, loads } = counted({ ttlMs: 60_000, max: 2 }, true);
  const both = [recent.get('a'), recent.get('a')];
  await Promise.all(both.map((each) => expect(each).rejects.toThrow('away')));
  await expect(recent.get('a')).rejects.toThrow('away');

  expect(loads).toEqual(['a', 'a']);
});
