/** The exit codes of `npm start` and `npm run keys`; documented in this app's README. */
export const EXIT = {
  stopped: 0,
  unexpected: 1,
  misconfigured: 2,
  portTaken: 3,
  alreadyRunning: 4,
  dataNotWritable: 5,
  serverNotFound: 6,
  buildFailed: 7,
  serviceFailed: 8,
  newerData: 9,
  notRunning: 10,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A reason not to start, in a sentence that says what to do. */
export class Refusal extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'Refusal';
    this.exitCode = exitCode;
  }
}
