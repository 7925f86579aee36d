import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** Writes a generated file, or with `--check` says that it is not up to date and makes the process fail. */
export function writeOrCheck(file: string, generate: (present: string) => string): void {
  const present = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const wanted = generate(present);
  if (wanted === present) return;
  if (process.argv.includes('--check')) {
    console.error(`${file} is not up to date: run \`npm run generate\`.`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
    console.log(`${file} written`);
  }
}

/** Formats the text as the format check requires. */
export const formatted = async (file: string, text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(file)), filepath: file });

/** `text` with the content between the two marks of `name` replaced. */
export function between(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The marks ${begin} and ${end} are missing.`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}

/** The same in YAML, where the marks are comments; the lines get the indentation of the marks. */
export function betweenComments(text: string, name: string, lines: readonly string[]): string {
  const marks = new RegExp(`^( *)# <${name}>(.*)\\n[^]*?^ *# </${name}>`, 'm');
  if (!marks.test(text)) throw new Error(`The marks # <${name}> and # </${name}> are missing.`);
  return text.replace(marks, (_, indent: string, words: string) => {
    const inside = lines.map((line) => (line === '' ? '' : indent + line));
    return [`${indent}# <${name}>${words}`, ...inside, `${indent}# </${name}>`].join('\n');
  });
}
