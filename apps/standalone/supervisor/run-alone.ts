import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../config.ts';
import { buildIfOld } from './build.ts';
import { EXIT, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/** The existing services: every app that has a module. The command line has none. */
export function serviceNames(): string[] {
  const apps = globSync('apps/*/src/*.module.ts', { cwd: ROOT }).map((file) => file.split(/[\\/]/)[1]!);
  return [...new Set(apps)].toSorted();
}

/** Runs one service in this process, with the caller's environment only: as it runs in production. */
export async function runAlone(service: string, terminal: Terminal): Promise<void> {
  const services = serviceNames();
  if (!services.includes(service)) {
    throw new Refusal(EXIT.misconfigured, `There is no service ${service}; there are ${services.join(', ')}.`);
  }
  const main = `dist/apps/${service}/main.js`;
  await buildIfOld(ROOT, [main], terminal);
  process.setSourceMapsEnabled(true);
  // The service reads what stands after its name as its own arguments.
  process.argv.splice(1, 2, join(ROOT, main));
  await import(pathToFileURL(join(ROOT, main)).href);
}
