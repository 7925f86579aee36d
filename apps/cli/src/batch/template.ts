import { misused } from '../failure.ts';

const PLACE = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** Fills columns into a text: `Hello {{name}}`. */
export class Template {
  readonly #text: string;
  readonly #columns: readonly string[];

  /** Every column that the text names must be one of the file's. */
  constructor(text: string, columns: readonly string[]) {
    this.#text = text;
    this.#columns = [...text.matchAll(PLACE)].map(([, name]) => name!);
    const missing = this.#columns.filter((name) => !columns.includes(name));
    if (missing.length > 0)
      throw misused(`The text names ${missing.join(', ')}, but the columns are ${columns.join(', ')}.`);
  }

  /** The text of a row, or the column that is empty there. */
  fill(row: Readonly<Record<string, string>>): { readonly text: string } | { readonly empty: string } {
    const empty = this.#columns.find((name) => row[name] === '');
    return empty === undefined ? { text: this.#text.replace(PLACE, (_, name: string) => row[name]!) } : { empty };
  }
}
