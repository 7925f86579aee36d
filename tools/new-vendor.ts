import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const TEMPLATE = join(import.meta.dirname, 'new-vendor/provider-acme');

const TO_FILL_IN = (folder: string): readonly string[] => [
  `${folder}/src/encode.ts, send.ts: the vendor's request, its path and its authentication`,
  `${folder}/src/outcomes.ts: what accepts a message, and every error code of its documentation`,
  `${folder}/src/check.ts: a harmless call that only good credentials pass`,
  `${folder}/src/config.ts: what an account is made of, and which senders the vendor takes`,
  `${folder}/src/send.ts: \`carries\` (limits, templates, pictures, countries), \`lookup\`, \`receipts\` and \`order\``,
  `${folder}/sandbox: the same API as the vendor documents it, without a look at src`,
  `${folder}/vendor.ts: credentials for the fake vendor, and the settings that point at it`,
  `${folder}/test/contract: what each code must come to, typed from the documentation again`,
  `${folder}/README.md, and a line in CHANGELOG.md`,
];

/** Writes `apps/provider-<name>` below `root`: an adapter and a fake vendor that pass the suite. */
export function writeVendor(name: string, root: string): string {
  if (!/^[a-z][a-z0-9]{1,30}$/.test(name))
    throw new Error('The name of a vendor has 2 to 31 small letters and digits, and begins with a letter.');
  const folder = `apps/provider-${name}`;
  const path = join(root, folder);
  if (existsSync(path)) throw new Error(`${folder} is there already.`);
  cpSync(TEMPLATE, path, { recursive: true });
  for (const file of globSync('**/*.{ts,md}', { cwd: path })) rename(join(path, file), name);
  return folder;
}

function rename(file: string, name: string): void {
  const text = readFileSync(file, 'utf8')
    .replaceAll('acme', name)
    .replaceAll('Acme', name[0]!.toUpperCase() + name.slice(1))
    .replaceAll('ACME', name.toUpperCase());
  writeFileSync(file, text);
  renameSync(file, join(dirname(file), basename(file).replace('acme', name)));
}

const SUITE = 'npx node --experimental-vm-modules node_modules/jest/bin/jest.js -c jest.integration.config.mjs';

if (import.meta.main) {
  const name = process.argv[2] ?? '';
  try {
    const folder = writeVendor(name, process.cwd());
    execFileSync('prettier', ['--write', '--log-level', 'warn', folder], { stdio: 'inherit' });
    execFileSync('npm', ['run', 'generate', '--silent'], { stdio: 'inherit' });
    console.log(`${folder} is written: an imagined vendor, which builds and passes the suite.\n\nTo fill in:`);
    for (const line of TO_FILL_IN(folder)) console.log(`  ${line}`);
    console.log(`\nIts suite: ${SUITE} ${folder}`);
    console.log(`Then everything: npm run generate && npm run build && npm test -- unit integration`);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
