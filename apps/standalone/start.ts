import { ConfigError } from '#libs/kernel';
import { isStartedByNpm, readStandaloneConfig } from './config.ts';
import { EXIT, Refusal } from './supervisor/refusal.ts';
import { runAll } from './supervisor/run-all.ts';
import { runAlone } from './supervisor/run-alone.ts';
import { whenStarterEnds } from './supervisor/starter.ts';
import { openTerminal } from './supervisor/terminal.ts';

const terminal = openTerminal();
const [service] = process.argv.slice(2);
if (isStartedByNpm()) whenStarterEnds(() => process.kill(process.pid, 'SIGTERM'));
try {
  if (service !== undefined) await runAlone(service, terminal);
  else process.exit(await runAll(readStandaloneConfig(), terminal));
} catch (error) {
  terminal.complain(
    error instanceof Refusal || error instanceof ConfigError ? error.message : String((error as Error).stack),
  );
  process.exit(
    error instanceof Refusal ? error.exitCode : error instanceof ConfigError ? EXIT.misconfigured : EXIT.unexpected,
  );
}
