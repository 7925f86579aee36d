/** What stops a command, as a sentence that says what to do. */
export class Failure extends Error {}
