import { isSeen } from './seen.ts';

const MESSAGE = { environment: 'test', created_by: 'user:u' } as const;

test.each([
  [{}, true],
  [{ environment: 'test' }, true],
  [{ environment: 'live' }, false],
  [{ created_by: 'user:u' }, true],
  [{ created_by: 'user:other' }, false],
  [{ environment: 'test', created_by: 'user:u' }, true],
  [{ environment: 'live', created_by: 'user:u' }, false],
] as const)('a principal who sees %j sees a test message of user:u: %s', (seen, expected) => {
  expect(isSeen(seen, MESSAGE)).toBe(expected);
});
