// Real: an HTTP server with an archive and its list of sums, tar, files. The program in the archive is a script.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readServersEnvironment } from '#libs/servers';
import { sha256Of } from '../../src/finder/checksum.ts';
import { fetchFromArchive, goPlatform } from '../../src/finder/release-archive.ts';

let folder: string;
let server: Server;
let base: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postrider-archive-'));
  mkdirSync(join(folder, 'thing-1/'));
  writeFileSync(join(folder, 'thing-1/thing'), '#!/bin/sh\n');
  execFileSync('tar', ['-czf', 'thing-1.tar.gz', 'thing-1'], { cwd: folder });
  server = createServer((request, response) => response.end(readFileSync(join(folder, request.url!))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const environment = readServersEnvironment({ PATH: process.env.PATH });
const archive = (): Parameters<typeof fetchFromArchive>[0] => ({
  base,
  sums: 'SUMS',
  name: 'thing-1',
  program: 'thing',
});
function fetchIt(): Promise<string> {
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  return fetchFromArchive(archive(), scratch, environment, () => undefined);
}

test('an archive that matches its list of sums is unpacked', async () => {
  writeFileSync(
    join(folder, 'SUMS'),
    `${'0'.repeat(64)}  other.tar.gz\n${await sha256Of(join(folder, 'thing-1.tar.gz'))}  thing-1.tar.gz\n`,
  );

  expect(readFileSync(await fetchIt(), 'utf8')).toBe('#!/bin/sh\n');
});

test('an archive that does not match its list of sums is refused', async () => {
  writeFileSync(join(folder, 'SUMS'), `${'0'.repeat(64)}  thing-1.tar.gz\n`);

  await expect(fetchIt()).rejects.toThrow('was expected; it was not used');
});

test('an archive that its list of sums does not name is refused', async () => {
  writeFileSync(join(folder, 'SUMS'), `${'0'.repeat(64)}  nothing-1.tar.gz\n`);

  await expect(fetchIt()).rejects.toThrow('SUMS does not list thing-1.tar.gz');
});

test.each([
  ['linux', 'x64', 'linux-amd64'],
  ['darwin', 'arm64', 'darwin-arm64'],
])('%s %s is called %s', (platform, arch, name) => expect(goPlatform(platform, arch)).toBe(name));

test('a platform without an archive is named', () => {
  expect(() => goPlatform('sunos', 'x64')).toThrow('there is none for sunos x64');
});
