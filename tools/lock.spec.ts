import { completed, gapsIn, hostsIn, platformOf, type Lock } from './lock.ts';

const native = { 'native-linux-x64-gnu': '1.2.3', 'native-darwin-arm64': '1.2.3' };
const lock: Lock = {
  packages: {
    '': {},
    'node_modules/native': { version: '1.2.3', dev: true, optionalDependencies: native },
    'node_modules/native-linux-x64-gnu': { version: '1.2.3', optional: true, os: ['linux'], cpu: ['x64'] },
  },
};

test('an optional package without an entry is a gap', () => {
  expect(gapsIn(lock)).toEqual([{ name: 'native-darwin-arm64', version: '1.2.3', neededBy: 'node_modules/native' }]);
});

test('an entry nested below the package that needs it is not a gap', () => {
  const nested = { 'node_modules/native/node_modules/native-darwin-arm64': { version: '1.2.3' } };
  expect(gapsIn({ packages: { ...lock.packages, ...nested } })).toEqual([]);
});

test('an entry beside an outer package is seen from a nested one', () => {
  const packages: Lock['packages'] = {
    'node_modules/outer/node_modules/native': { optionalDependencies: { 'native-darwin-arm64': '1.2.3' } },
    'node_modules/outer/node_modules/native-darwin-arm64': { version: '1.2.3' },
  };
  expect(gapsIn({ packages })).toEqual([]);
});

test('a completed lock has no gap, and keeps what it had', () => {
  const whole = completed(lock);
  expect(gapsIn(whole)).toEqual([]);
  expect(whole.packages).toMatchObject(lock.packages);
});

test('added entries have the place and form that npm would write', () => {
  const { packages } = completed(lock);
  expect(Object.keys(packages).at(-2)).toBe('node_modules/native-darwin-arm64');
  expect(Object.keys(packages['node_modules/native-darwin-arm64'] ?? {})).toEqual([
    'version',
    'cpu',
    'dev',
    'optional',
    'os',
  ]);
});

test('an added entry names its platform', () => {
  const whole = completed(lock);
  expect(whole.packages['node_modules/native-darwin-arm64']).toEqual({
    version: '1.2.3',
    dev: true,
    optional: true,
    os: ['darwin'],
    cpu: ['arm64'],
  });
});

test('completing a complete lock changes nothing', () => {
  expect(completed(completed(lock))).toEqual(completed(lock));
});

test('an entry that names a host is found, a linked folder is not', () => {
  const packages: Lock['packages'] = {
    'node_modules/a': { resolved: 'https://packages.example/a.tgz' },
    'node_modules/b': { resolved: 'apps/b' },
  };
  expect(hostsIn({ packages })).toEqual(['node_modules/a']);
});

test.each([
  ['@swc/core-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
  ['@swc/core-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }],
  ['@rspack/binding-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
  ['@rspack/binding-wasm32-wasi', { cpu: ['wasm32'] }],
  ['@oxlint-tsgolint/darwin-x64', { os: ['darwin'], cpu: ['x64'] }],
])('the platform of %s', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test('a name or a version without a platform is refused', () => {
  expect(() => platformOf('fsevents-next')).toThrow('no platform');
  const packages: Lock['packages'] = { '': { optionalDependencies: { 'native-darwin-x64': '^1.0.0' } } };
  expect(() => completed({ packages })).toThrow('is a range');
});
