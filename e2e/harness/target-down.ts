import { needlesInFolder } from './needles.ts';
import { running } from './target-up.ts';

/** Texts that no process may have logged, by their meaning. */
const WARNINGS = { 'a timer was set with a negative time': 'TimeoutNegativeWarning' };

// oxlint-disable-next-line import/no-default-export -- how jest takes a global teardown
export default async function targetDown(): Promise<void> {
  try {
    const warned = running.flatMap(({ folders }) => needlesInFolder(folders.logs, WARNINGS));
    if (warned.length > 0) throw new Error(`Processes warned: ${warned.join('; ')}.`);
  } finally {
    await Promise.all(running.map((target) => target.stop()));
  }
}
