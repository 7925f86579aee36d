import { ConfigError } from '#libs/kernel';
import { readStandaloneConfig } from './config.ts';
import { runProgram, type PROGRAMS } from './supervisor/programs.ts';
import { EXIT, Refusal } from './supervisor/refusal.ts';

try {
  const [name, ...args] = process.argv.slice(2);
  process.exitCode = await runProgram(readStandaloneConfig(), name as keyof typeof PROGRAMS, args);
} catch (error) {
  if (!(error instanceof Refusal || error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof Refusal ? error.exitCode : EXIT.misconfigured;
}
