import { spawnSync } from 'node:child_process';

test('a reader that ends early, such as head, is no error', () => {
  const command = `'${process.execPath}' apps/cli/src/main.ts --help | true`;

  const { stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });

  expect(stderr).toBe('');
});
