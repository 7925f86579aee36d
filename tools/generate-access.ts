import { execFileSync } from 'node:child_process';
import { between, formatted, writeOrCheck } from './generated-file.ts';
import { readFileSync } from 'node:fs';

const FILE = 'docs/access.md';

const wanted = await formatted(FILE, between(readFileSync(FILE, 'utf8'), 'access', printedByGateway()));
writeOrCheck(FILE, () => wanted);

/** The gateway prints the table itself: no tool imports an app. */
function printedByGateway(): string {
  const args = ['--import', './tools/decorated-typescript.ts', 'apps/gateway/src/access-table.ts'];
  return execFileSync(process.execPath, args, { encoding: 'utf8' });
}
