// Real: files.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseApiKey } from '#libs/kernel';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { firstRun } from './first-run.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = openDataFolder(mkdtempSync(join(tmpdir(), 'postrider-first-')));
});
afterEach(() => rmSync(folder.root, { recursive: true, force: true }));

test('later starts read what the first start made', () => {
  const made = firstRun(folder);

  expect(firstRun(folder)).toEqual(made);
  expect(parseApiKey(made.SEED_API_KEY)?.environment).toBe('test');
  expect(Buffer.from(readFileSync(folder.keyFile, 'utf8'), 'base64')).toHaveLength(32);
});

test('a secret that a later version needs is added to the existing ones', () => {
  const { AGENT_REGISTRATION_SECRET: _, ...older } = firstRun(folder);
  writeFileSync(folder.firstRun, JSON.stringify(older));

  const now = firstRun(folder);

  expect(now).toEqual({ ...older, AGENT_REGISTRATION_SECRET: expect.any(String) });
  expect(firstRun(folder)).toEqual(now);
});

test.each(['firstRun', 'keyFile'] as const)(
  'if the %s of existing data is missing, no new secrets are made',
  (file) => {
    firstRun(folder);
    mkdirSync(folder.mongod);
    rmSync(folder[file]);

    expect(() => firstRun(folder)).toThrow(`${folder[file]} is missing, and the data in ${folder.mongod} needs it.`);
  },
);

test.each(['{', 'null', '7'])('a file that is damaged to %s is named', (text) => {
  firstRun(folder);
  writeFileSync(folder.firstRun, text);

  expect(() => firstRun(folder)).toThrow(`${folder.firstRun} is damaged.`);
});
