import { ConfigError } from '#libs/kernel';
import { readStandaloneConfig } from './config.ts';
import { runKeys } from './supervisor/keys.ts';
import { EXIT, Refusal } from './supervisor/refusal.ts';

try {
  process.exitCode = await runKeys(readStandaloneConfig(), process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal || error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof Refusal ? error.exitCode : EXIT.misconfigured;
}
