import { setting } from '#libs/kernel';
import type { FakeVendor } from '#libs/sandbox-kit';
import { readSandboxConfig } from './sandbox-config.ts';

const fake = (name: string, port?: string) =>
  ({
    name,
    settings: { token: setting.optionalText(`${name.toUpperCase()}_TOKEN`, { describe: '' }) },
    ...(port && { port }),
  }) as unknown as FakeVendor;
const all = [fake('one', '5555'), fake('two')];
const hosted = (args: readonly string[], env = {}) => {
  const { fakes, port, dataFolder, vendors } = readSandboxConfig(all, env, args);
  return [fakes.map(({ name }) => name), port, dataFolder, Object.keys(vendors)];
};

test('it hosts every vendor, or only the one that is asked for, on the port of its users', () => {
  expect(hosted([])).toEqual([['one', 'two'], 8025, '.data/sandbox', ['one', 'two']]);
  expect(hosted(['--only', 'one'])).toEqual([['one'], 5555, '.data/sandbox-one', ['one']]);
  expect(hosted(['--only=two'])).toEqual([['two'], 8025, '.data/sandbox-two', ['two']]);
});

test('port and folder of the environment count before those of a vendor alone', () => {
  const env = { SANDBOX_PORT: '9000', SANDBOX_DATA: '/data' };

  expect(hosted(['--only', 'one'], env)).toEqual([['one'], 9000, '/data', ['one']]);
  expect(hosted(['--only', 'one'], { SANDBOX_PORT: '' })).toEqual([['one'], 5555, '.data/sandbox-one', ['one']]);
});

test.each([[['--only', 'three']], [['--only']], [['one']], [['--only', 'one', 'two']], [['--all']]])(
  '%j is refused with a sentence that names the vendors',
  (args) => {
    expect(() => hosted(args)).toThrow(
      'The sandbox takes --only and one vendor, or nothing. The vendors are one, two.',
    );
  },
);
