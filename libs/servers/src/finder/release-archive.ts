import { join } from 'node:path';
import type { ServersEnvironment } from '../config/environment.ts';
import { checkSha256 } from './checksum.ts';
import { download, downloadText } from './download.ts';
import type { Tell } from './ladder.ts';
import { run } from './run.ts';

/** A maker's archive of one program, with a list of sums in the format of `sha256sum`. */
export interface ReleaseArchive {
  readonly base: string;
  readonly sums: string;
  /** Without `.tar.gz`; also the folder inside. */
  readonly name: string;
  readonly program: string;
}

const UNPACK_WITHIN_MS = 120_000;

/** Fetches the archive into `scratch`, checks it against its maker's list, and returns the unpacked program. */
export async function fetchFromArchive(
  archive: ReleaseArchive,
  scratch: string,
  { variables }: ServersEnvironment,
  tell: Tell,
): Promise<string> {
  const file = `${archive.name}.tar.gz`;
  const sums = await downloadText(`${archive.base}/${archive.sums}`, variables);
  const expected = sums
    .split('\n')
    .find((line) => line.trimEnd().endsWith(` ${file}`) || line.trimEnd().endsWith(`*${file}`));
  const sum = /^[0-9a-f]{64}/.exec(expected ?? '')?.[0];
  if (sum === undefined) throw new Error(`${archive.sums} does not list ${file}`);

  tell(`fetching ${file} from ${new URL(archive.base).host}`);
  await download(`${archive.base}/${file}`, join(scratch, file), variables, tell);
  await checkSha256(join(scratch, file), sum);
  await run('tar', ['-xzf', file], { cwd: scratch, env: variables, withinMs: UNPACK_WITHIN_MS });
  return join(scratch, archive.name, archive.program);
}

/** The platform's name in Go projects, such as `linux-amd64`; throws if there are no builds for it. */
export function goPlatform(platform: string = process.platform, arch: string = process.arch): string {
  const os = { linux: 'linux', darwin: 'darwin' }[platform];
  const cpu = { x64: 'amd64', arm64: 'arm64' }[arch];
  if (os === undefined || cpu === undefined) throw new Error(`there is none for ${platform} ${arch}`);
  return `${os}-${cpu}`;
}
