import { relative } from 'node:path';
import type { Part } from './parts.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** The texts to show of each failure: its name, and its output. */
  readonly failures: readonly string[];
}

/** One spec file, by its path from the repository's root. */
export interface FileResult extends Count {
  readonly file: string;
  readonly ms: number;
}

export interface PartResult extends Count {
  /** Empty if the part does not report files. */
  readonly files: readonly FileResult[];
}

/** The data of a part that has ended. */
export interface Ended {
  /** Standard error, then standard output. */
  readonly output: string;
  /** `null`: a signal ended it, or it never began. */
  readonly exitCode: number | null;
  readonly report?: string;
}

/** Counts a part. A result that cannot be read, and a bad exit without a failure, count as one failed test. */
export function readResult(
  { name, result, command }: Pick<Part, 'name' | 'result' | 'command'>,
  ended: Ended,
): PartResult {
  const read = READERS[result](ended);
  if (read && (read.failed > 0 || (ended.exitCode === 0 && read.passed > 0))) return read;
  const how = ended.exitCode === null ? 'did not end by itself' : `ended with exit code ${ended.exitCode}`;
  const why = read?.passed === 0 && ended.exitCode === 0 ? 'ran no test' : how;
  const failure = `${name}: \`${command.join(' ')}\` ${why}.\n${ended.output}`;
  return { passed: read?.passed ?? 0, failed: 1, failures: [failure], files: [] };
}

const READERS: Readonly<Record<Part['result'], (ended: Ended) => PartResult | undefined>> = {
  exit: ({ exitCode }) => (exitCode === 0 ? { passed: 1, failed: 0, failures: [], files: [] } : undefined),
  jest: ({ report }) => (report ? readJest(JSON.parse(report) as JestReport) : undefined),
  lines: ({ output }) => {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(output.trimEnd().split('\n').at(-1) ?? '') ?? [];
    if (passed === undefined) return undefined;
    return { passed: Number(passed), failed: Number(failed), failures: Number(failed) > 0 ? [output] : [], files: [] };
  },
};

interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    /** Why the file as a whole failed, or all its failures as jest prints them. */
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A file that failed to run counts as one failed test; a skipped test counts as failed. */
function readJest({ testResults }: JestReport): PartResult {
  const files = testResults.map(({ name, startTime, endTime, message, status, assertionResults }): FileResult => {
    const file = relative('.', name);
    const bad = assertionResults.filter((test) => test.status !== 'passed');
    const crashed = status === 'failed' && bad.length === 0;
    const skipped = bad.filter((test) => test.status !== 'failed').map(({ fullName }) => `${fullName} was not run.`);
    return {
      file,
      ms: endTime - startTime,
      passed: assertionResults.length - bad.length,
      failed: crashed ? 1 : bad.length,
      failures: crashed || bad.length > 0 ? [[file, ...skipped, message].join('\n')] : [],
    };
  });
  return { ...total(files), files };
}

export function total(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  };
}
