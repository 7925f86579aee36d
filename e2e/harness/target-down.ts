import { needlesInFolder } from './needles.ts';
import { running } from './target-up.ts';

/** What no process may have written, by what it means. */
const WARNINGS = { 'a timer was asked for a time below zero': 'TimeoutNegativeWarning' };

// oxlint-disable-next-line import/no-default-export -- how jest takes a global teardown
export default async function targetDown(): Promise<void> {
  try {
    const warned = running.flatMap(({ folders }) => needlesInFolder(folders.logs, WARNINGS));
    if (warned.length > 0) throw new Error(`Processes warned: ${warned.join('; ')}.`);
  } finally {
    await Promise.all(running.map((target) => target.stop()));
  }
}
