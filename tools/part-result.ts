import type { Part } from './parts.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** What to show of each failure: its name, and what it printed. */
  readonly failures: readonly string[];
}

/** What a part left behind when it ended. */
export interface Ended {
  /** Standard error, then standard output. */
  readonly output: string;
  /** `null`: a signal ended it, or it never began. */
  readonly exitCode: number | null;
  readonly report?: string;
}

/** Counts a part. Whatever cannot be read, and a bad exit that names no failure, counts as one failed test. */
export function readResult({ name, result, command }: Pick<Part, 'name' | 'result' | 'command'>, ended: Ended): Count {
  const count = READERS[result](ended);
  if (count && (count.failed > 0 || (ended.exitCode === 0 && count.passed > 0))) return count;
  const how = ended.exitCode === null ? 'did not end by itself' : `ended with exit code ${ended.exitCode}`;
  const why = count?.passed === 0 && ended.exitCode === 0 ? 'ran no test' : how;
  const failure = `${name}: \`${command.join(' ')}\` ${why}.\n${ended.output}`;
  return { passed: count?.passed ?? 0, failed: 1, failures: [failure] };
}

const READERS: Readonly<Record<Part['result'], (ended: Ended) => Count | undefined>> = {
  exit: ({ exitCode }) => (exitCode === 0 ? { passed: 1, failed: 0, failures: [] } : undefined),
  jest: ({ report }) => (report ? countJest(JSON.parse(report) as JestReport) : undefined),
  lines: ({ output }) => {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(output.trimEnd().split('\n').at(-1) ?? '') ?? [];
    if (passed === undefined) return undefined;
    return { passed: Number(passed), failed: Number(failed), failures: Number(failed) > 0 ? [output] : [] };
  },
};

interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    /** Why the file as a whole failed, or all its failures as jest prints them. */
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A file that failed to run counts as one failed test; a skipped test counts as failed. */
function countJest({ testResults }: JestReport): Count {
  const counts = testResults.map(({ name, message, status, assertionResults }): Count => {
    const bad = assertionResults.filter((test) => test.status !== 'passed');
    const crashed = status === 'failed' && bad.length === 0;
    const skipped = bad.filter((test) => test.status !== 'failed').map(({ fullName }) => `${fullName} was not run.`);
    return {
      passed: assertionResults.length - bad.length,
      failed: crashed ? 1 : bad.length,
      failures: crashed || bad.length > 0 ? [[name, ...skipped, message].join('\n')] : [],
    };
  });
  return total(counts);
}

export function total(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  };
}
