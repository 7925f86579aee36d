import { block, table, type Row } from './text.ts';

/** Results go to the standard output, sentences for people to the other one. */
export class Output {
  readonly isJson: boolean;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /** One thing, or as JSON the answer of the API unchanged. */
  one(thing: object): void {
    this.#result(this.isJson ? JSON.stringify(thing, null, 2) : block(thing));
  }

  /** A list, with these of its fields for people. */
  list(answer: { readonly data: readonly object[]; readonly next_cursor?: string | null }, ...columns: string[]): void {
    if (this.isJson) return this.#result(JSON.stringify(answer, null, 2));
    if (answer.data.length > 0) this.#result(table(answer.data as readonly Row[], columns));
    else this.say('There are none.');
    if (answer.next_cursor) this.say(`There are more: add --limit <n>, or --cursor ${answer.next_cursor}`);
  }

  /** A text for another program, which `--json` does not change. */
  raw(text: string): void {
    this.#result(text);
  }

  /** A sentence for people; not part of the result. */
  say(sentence: string): void {
    if (!this.isJson) process.stderr.write(`${sentence}\n`);
  }

  #result(text: string): void {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}
