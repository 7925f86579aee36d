#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../../dist/apps/cli/main.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  console.error('Postrider is not built yet. Run `npm ci && npm run build`.');
  process.exitCode = 2;
}
