/** How the result of a part is read. */
export type ResultKind =
  /** One test: exit code 0 is passed. */
  | 'exit'
  /** Jest's JSON report. */
  | 'jest'
  /** The last line of the output, `N passed, N failed`. */
  | 'lines';

/** One command to run, separate from all others, in a process of its own. */
export interface Part {
  readonly name: string;
  readonly command: readonly string[];
  readonly result: ResultKind;
  readonly env?: Readonly<Record<string, string>>;
  /** Parts that run before this one, also if they were not selected. */
  readonly needs?: readonly string[];
  /** Of two cores: other parts may use the rest meanwhile. */
  readonly cores: 1 | 2;
  /** A spec file that fails is run once more, alone. */
  readonly runsAgain?: boolean;
  /** A part that takes longer has failed. */
  readonly minutes: number;
}

/** Caches of the last run for files that have not changed. */
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

const check = (name: string, command: readonly string[]): Part => ({
  name,
  command,
  result: 'exit',
  cores: 1,
  minutes: 5,
});

/**
 * The parts of `npm run verify`: they need no server. The specs take longest and begin first; the others run beside
 * them.
 */
export const CHECKS: readonly Part[] = [
  { name: 'unit', command: jest('jest.config.mjs'), result: 'jest', cores: 1, minutes: 5 },
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
  check('client', tool('generate-client', '--check')),
  check('access', tool('generate-access', '--check')),
  check('documents', tool('check-documents')),
];

/** The whole product in one of its shapes. */
const e2e = (target: string): Part => ({
  name: `e2e-${target}`,
  command: jest('jest.e2e.config.mjs'),
  result: 'jest',
  env: { POSTRIDER_TARGET: target },
  needs: ['build'],
  cores: 1,
  runsAgain: true,
  minutes: 14,
});
/** The small forms do not measure speed, so that two of them run side by side. */
const program = (name: string, minutes: number, ...command: readonly string[]): Part => ({
  name,
  command: ['node', ...command],
  result: 'lines',
  needs: ['build'],
  cores: 1,
  minutes,
});

/** The parts of `npm test` besides the checks, in this order. */
export const SYSTEM_TESTS: readonly Part[] = [
  { name: 'build', command: ['nest', 'build', '--all'], result: 'exit', cores: 1, minutes: 3 },
  {
    name: 'integration',
    command: jest('jest.integration.config.mjs'),
    result: 'jest',
    needs: ['build'],
    cores: 2,
    runsAgain: true,
    minutes: 20,
  },
  // It takes as long as all parts after it.
  e2e('processes'),
  e2e('standalone'),
  program('drill', 10, 'e2e/drills/run.ts', 'kills'),
  program('recovery', 8, 'e2e/drills/run.ts', 'recovery'),
  program('bench-smoke', 6, 'bench/run.ts', '--smoke'),
  program('peers-smoke', 6, 'bench/peers.ts', '--smoke', 'M2', 'M6'),
];

/** The parts of these names and the parts they need, in order; without names all. */
export function partsCalled(names: readonly string[]): readonly Part[] {
  const all = [...CHECKS, ...SYSTEM_TESTS];
  const unknown = names.filter((name) => all.every((part) => part.name !== name));
  if (unknown.length > 0)
    throw new Error(`There is no part ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}.`);
  const called = all.filter(({ name }) => names.length === 0 || names.includes(name));
  const needed = new Set(called.flatMap(({ name, needs = [] }) => [name, ...needs]));
  return all.filter(({ name }) => needed.has(name));
}
