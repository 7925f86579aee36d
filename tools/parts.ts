/** How the outcome of a part is read. */
export type ResultKind =
  /** One test: exit code 0 is passed. */
  | 'exit'
  /** Jest's JSON report. */
  | 'jest'
  /** The last line of the output, `N passed, N failed`. */
  | 'lines';

/** One thing to run, apart from all others, in a process of its own. */
export interface Part {
  readonly name: string;
  readonly command: readonly string[];
  readonly result: ResultKind;
  readonly env?: Readonly<Record<string, string>>;
  /** Parts that run before this one, also when they were not asked for. */
  readonly needs?: readonly string[];
  /** A part that takes longer has failed. */
  readonly minutes: number;
}

/** What the last run learned about files that have not changed. */
const CACHE = 'node_modules/.cache/postrider';

const tool = (name: string, ...args: string[]): readonly string[] => ['node', `tools/${name}.ts`, ...args];
const jest = (config: string): readonly string[] => [
  'node',
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--config',
  config,
];

const check = (name: string, command: readonly string[]): Part => ({ name, command, result: 'exit', minutes: 5 });

/** What `npm run verify` runs: no server is needed. */
export const CHECKS: readonly Part[] = [
  check('types', ['tsc', '--incremental', '--tsBuildInfoFile', `${CACHE}/types.json`]),
  check('format', [
    'prettier',
    '--check',
    '--log-level',
    'warn',
    '--cache',
    '--cache-location',
    `${CACHE}/format`,
    '.',
  ]),
  check('lint', ['oxlint', '--quiet']),
  check('imports', tool('check-imports')),
  check('lock', tool('check-lock')),
  check('settings', tool('generate-settings', '--check')),
  check('projects', tool('generate-projects', '--check')),
  check('documents', tool('check-documents')),
  { name: 'unit', command: jest('jest.config.mjs'), result: 'jest', minutes: 10 },
];

/** What `npm test` runs after the checks, in this order. */
export const SYSTEM_TESTS: readonly Part[] = [
  { name: 'build', command: ['nest', 'build', '--all'], result: 'exit', minutes: 5 },
  {
    name: 'integration',
    command: jest('jest.integration.config.mjs'),
    result: 'jest',
    needs: ['build'],
    minutes: 30,
  },
  {
    name: 'e2e-standalone',
    command: jest('jest.e2e.config.mjs'),
    result: 'jest',
    env: { POSTRIDER_TARGET: 'standalone' },
    needs: ['build'],
    minutes: 20,
  },
  {
    name: 'e2e-processes',
    command: jest('jest.e2e.config.mjs'),
    result: 'jest',
    env: { POSTRIDER_TARGET: 'processes' },
    needs: ['build'],
    minutes: 20,
  },
  { name: 'drill', command: ['node', 'e2e/drills/run.ts'], result: 'lines', needs: ['build'], minutes: 20 },
  { name: 'bench-smoke', command: ['node', 'bench/run.ts', '--smoke'], result: 'lines', needs: ['build'], minutes: 10 },
  {
    name: 'peers-smoke',
    command: ['node', 'bench/peers.ts', '--smoke', 'M2', 'M6'],
    result: 'lines',
    needs: ['build'],
    minutes: 10,
  },
];

/** The parts of these names and what they need, in their order; without names all. */
export function partsCalled(names: readonly string[]): readonly Part[] {
  const all = [...CHECKS, ...SYSTEM_TESTS];
  const unknown = names.filter((name) => all.every((part) => part.name !== name));
  if (unknown.length > 0)
    throw new Error(`There is no part ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}.`);
  const called = all.filter(({ name }) => names.length === 0 || names.includes(name));
  const needed = new Set(called.flatMap(({ name, needs = [] }) => [name, ...needs]));
  return all.filter(({ name }) => needed.has(name));
}
