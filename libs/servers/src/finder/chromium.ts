import { readServersEnvironment } from '../config/environment.ts';
import { NotFound } from './ladder.ts';
import { firstOnPath } from './on-the-path.ts';
import type { FindOptions } from './search.ts';

/** What playwright-core's `chromium.launch` takes. */
export interface ChromiumLaunch {
  readonly executablePath: string;
  readonly args: readonly string[];
}

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Only tests need a browser, so the package is no dependency of what ships, and is named where no bundler sees it. */
const PACKAGE: string = '@sparticuz/chromium';
/** Tests run as root inside containers, where Chromium's own sandbox does not start and /dev/shm is small. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage'];

/** The package's defaults switch off what a browser test should notice. */
const LOOSENS = new Set(['--disable-web-security', '--allow-running-insecure-content']);

/** Finds a Chromium for tests: one on the path, else the one of the npm package. */
export async function findChromium(options: FindOptions = {}): Promise<ChromiumLaunch> {
  const { path } = options.environment ?? readServersEnvironment();
  const installed = PROGRAMS.map((program) => firstOnPath(program, path)).find((program) => program !== undefined);
  if (installed !== undefined) return { executablePath: installed, args: ARGS };

  try {
    const { default: packaged } = (await import(PACKAGE)) as { default: PackagedChromium };
    return {
      executablePath: await packaged.executablePath(),
      args: [...packaged.args.filter((arg) => !LOOSENS.has(arg)), ...ARGS],
    };
  } catch (error) {
    const tried = [`${PROGRAMS.join(', ')} on the path: none is there`, `npm ${PACKAGE}: ${(error as Error).message}`];
    throw new NotFound('Chromium', tried, 'Install chromium; it is needed to test the console.');
  }
}

interface PackagedChromium {
  readonly args: readonly string[];
  executablePath(): Promise<string>;
}
