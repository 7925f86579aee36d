import type { PartRun } from './run-part.ts';

const SLOWEST = 5;

/**
 * The lines about a part: its summary, its flaky files with their first failure, its slowest files, and every failure.
 */
export function linesOf(name: string, { ms, passed, failed, failures, files, flaky }: PartRun): string[] {
  const slowest = files.toSorted((one, other) => other.ms - one.ms).slice(0, SLOWEST);
  return [
    `${name.padEnd(16)}${seconds(ms)}  ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`,
    ...flaky.map(({ file }) => `flaky: ${file}`),
    ...slowest.map((it) => `${' '.repeat(16)}${seconds(it.ms)}  ${it.file}`),
    ...flaky.flatMap((it) => it.failures.map((failure) => `\nThe first time it failed:\n${failure}\n`)),
    ...failures.map((failure) => `\n${failure}\n`),
  ];
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1).padStart(6)} s`;
