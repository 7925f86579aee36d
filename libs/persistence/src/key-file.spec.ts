// Real: the file system.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, randomOctets, readConfig } from '#libs/kernel';
import { readKeyFile } from './key-file.ts';
import { keySettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'postrider-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

function keyFile(content: string): string {
  const path = join(folder, `key-${Math.random()}`);
  writeFileSync(path, content);
  return path;
}

test('a key file gives its 32 bytes, with or without a line end', () => {
  const key = randomOctets(32);

  expect(readKeyFile(keyFile(key.toString('base64')))).toEqual(key);
  expect(readKeyFile(keyFile(`${key.toString('base64')}\n`))).toEqual(key);
});

test.each([
  ['an empty file', '\n', 'is empty'],
  ['a short key', randomOctets(16).toString('base64'), 'holds 16 bytes instead of 32'],
  ['a long key', randomOctets(64).toString('base64'), 'holds 64 bytes instead of 32'],
  ['something else', 'correct horse battery staple!', 'does not hold base64 alone'],
])('%s is refused with the reason and without its content', (_, content, wrong) => {
  const path = keyFile(content);
  const refusal = messageOf(() => readKeyFile(path));

  expect(refusal).toContain(path);
  expect(refusal).toContain(wrong);
  if (content.trim() !== '') expect(refusal).not.toContain(content.trim());
});

test('a missing file is named when the configuration is read', () => {
  const path = join(folder, 'nowhere');

  const read = (): unknown => readConfig(keySettings, { KEY_FILE: path });

  expect(read).toThrow(ConfigError);
  expect(messageOf(read)).toBe(`KEY_FILE must be the path of a key file; ${path} does not exist.`);
});

test('a folder in place of a file is refused', () => {
  expect(() => readKeyFile(folder)).toThrow('cannot be read (EISDIR)');
});

function messageOf(throwing: () => unknown): string {
  try {
    throwing();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
}
