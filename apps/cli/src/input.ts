import { confirm, isCancel, password } from '@clack/prompts';
import { readFileSync } from 'node:fs';
import { buffer, text } from 'node:stream/consumers';
import { EXIT, Failure, misused } from './failure.ts';

/** A secret is typed without being shown, or comes over the standard input; it is never an argument. */
export async function readSecret(what: string): Promise<string> {
  const given = process.stdin.isTTY ? await asked(what) : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (given === '') throw misused(`${what} is missing: type it, or pass it over the standard input.`);
  return given;
}

async function asked(what: string): Promise<string> {
  const answer = await password({ message: what, output: process.stderr });
  if (isCancel(answer)) throw new Failure(EXIT.refused, 'Canceled.');
  return answer;
}

/** Whether a person says yes; without a person at a terminal nobody does. */
async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  return (await confirm({ message: question, initialValue: false, output: process.stderr })) === true;
}

/** Ends the command unless it has --yes or a person agrees. */
export async function agreed({ yes }: { readonly yes?: true | undefined }, question: string, otherwise: string) {
  if (!yes && !(await confirmed(question))) throw new Failure(EXIT.refused, otherwise);
}

/** The object in a file of JSON; `-` is the standard input. */
export async function readJson<Body>(file: string): Promise<Body> {
  const written = (await readBytes(file)).toString();
  try {
    return JSON.parse(written) as Body;
  } catch {
    throw misused(`${file} holds no JSON.`);
  }
}

/** A file; `-` is the standard input. */
export async function readBytes(file: string): Promise<Buffer> {
  if (file === '-') return buffer(process.stdin);
  try {
    return readFileSync(file);
  } catch (error) {
    throw misused(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
