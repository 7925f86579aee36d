import type { components } from './api/paths.generated.ts';

export type Problem = components['schemas']['Problem'];

/** The program's exit codes; a table in this app's README explains them. */
export const EXIT = { done: 0, refused: 1, misused: 2, unreachable: 3, notAllowed: 4, partly: 5 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with this sentence and exit code. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCode;
  }

  /** What `--json` prints. */
  toJSON(): object {
    return { detail: this.message };
  }
}

const ABOUT_ACCESS = ['unauthenticated', 'ambiguous_credentials', 'insufficient_scope'];

/** The API refused the call. */
export class Refused extends Failure {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(ABOUT_ACCESS.includes(problem.code) ? EXIT.notAllowed : EXIT.refused, sentenceOf(problem));
    this.problem = problem;
  }

  override toJSON(): object {
    return this.problem;
  }
}

function sentenceOf({ detail, code, errors, trace_id: trace }: Problem): string {
  const fields = errors.map(({ field, message }) => `\n  ${field}: ${message}`);
  return `${detail} (${code}, trace ${trace})${fields.join('')}`;
}

export const misused = (sentence: string): Failure => new Failure(EXIT.misused, sentence);
