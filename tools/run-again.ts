import { total, type PartResult } from './part-result.ts';

/** A spec file that failed and then passed. */
export interface Flaky {
  readonly file: string;
  /** The failures of its first run. */
  readonly failures: readonly string[];
}

export interface SecondRun extends PartResult {
  readonly flaky: readonly Flaky[];
}

/** More failed files than this are not chance, and running them again would only take time. */
const MOST_RUN_AGAIN = 5;

/** Runs each failed file once more, alone; a file that passes then counts as passed, and is reported as flaky. */
export async function runFailedAgain(
  first: PartResult,
  runAlone: (file: string) => Promise<PartResult>,
): Promise<SecondRun> {
  const failed = first.files.filter((file) => file.failed > 0);
  if (failed.length === 0 || failed.length > MOST_RUN_AGAIN) return { ...first, flaky: [] };
  const ends = new Map(first.files.map((it) => [it.file, it]));
  const flaky: Flaky[] = [];
  for (const { file, failures } of failed) {
    const again = await runAlone(file);
    const [passed] = again.files;
    if (!passed || again.failed > 0) continue;
    ends.set(file, passed);
    flaky.push({ file, failures });
  }
  const files = [...ends.values()];
  return { ...total(files), files, flaky };
}
