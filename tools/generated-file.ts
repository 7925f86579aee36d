import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Writes a generated file, or with `--check` says that it is not what it would be and lets the process fail. */
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

/** `text` with what stands between the two marks of `name` replaced. */
export function between(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The marks ${begin} and ${end} are missing.`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}
