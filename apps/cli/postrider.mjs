#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../../dist/apps/cli/main.js', import.meta.url);
if (existsSync(program)) {
  // As if it was started itself: it looks for other programs beside it.
  process.argv[1] = fileURLToPath(program);
  await import(program.href);
} else {
  console.error('Postrider is not built yet. Run `npm ci && npm run build`.');
  process.exitCode = 2;
}
