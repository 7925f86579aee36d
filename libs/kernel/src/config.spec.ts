import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { ConfigError, readConfig, setting, type Setting, type Settings } from './index.ts';

const of = { describe: 'What it means.' };
const KEY = Buffer.alloc(32, 7).toString('base64');

const kinds: readonly [kind: string, setting: Setting<unknown>, raw: string, value: unknown][] = [
  ['text', setting.text('NAME', of), ' as it is ', ' as it is '],
  ['optional text', setting.optionalText('NAME', of), 'given', 'given'],
  ['integer', setting.integer('NAME', of), '42', 42],
  ['integer at its limits', setting.integer('NAME', { ...of, min: -1, max: -1 }), '-1', -1],
  ['port', setting.port('NAME', of), '65535', 65_535],
  ['port, any free one', setting.port('NAME', of), '0', 0],
  ['flag set', setting.flag('NAME', of), '1', true],
  ['flag set by word', setting.flag('NAME', of), 'true', true],
  ['flag not set', setting.flag('NAME', of), '0', false],
  ['flag not set by word', setting.flag('NAME', of), 'false', false],
  ['one of', setting.oneOf('NAME', ['live', 'test'], of), 'test', 'test'],
  ['the address of all interfaces', setting.listenAddress('NAME', of), '0.0.0.0', '0.0.0.0'],
  ['a loopback address', setting.listenAddress('NAME', of), '127.0.0.2', '127.0.0.2'],
  ['localhost', setting.listenAddress('NAME', of), 'localhost', 'localhost'],
  ['list', setting.list('NAME', of), ' HK, VN ,,TR', ['HK', 'VN', 'TR']],
  ['url', setting.url('NAME', of), 'https://sms.example/base//', 'https://sms.example/base'],
  ['key', setting.key('NAME', of), KEY, Buffer.alloc(32, 7)],
];

test.each(kinds)('%s is read', (_kind, value, raw, expected) => {
  expect(readConfig({ value }, { NAME: raw })).toEqual({ value: expected });
});

const wrong: readonly [kind: string, setting: Setting<unknown>, raw: string, expects: string][] = [
  ['integer with a fraction', setting.integer('NAME', of), '4.2', 'a whole number'],
  ['integer in words', setting.integer('NAME', of), 'forty', 'a whole number'],
  ['integer of spaces', setting.integer('NAME', of), '  ', 'a whole number'],
  ['integer under its least', setting.integer('NAME', { ...of, min: 5 }), '4', 'from 5 to'],
  ['integer over its most', setting.integer('NAME', { ...of, max: 5 }), '6', 'from 0 to 5'],
  ['integer below zero', setting.integer('NAME', of), '-1', 'from 0 to'],
  ['port over 65535', setting.port('NAME', of), '65536', '65535'],
  ['flag in other words', setting.flag('NAME', of), 'yes', '0, 1, true or false'],
  ['one of others', setting.oneOf('NAME', ['live', 'test'], of), 'Live', 'one of live, test'],
  ['an address of another machine', setting.listenAddress('NAME', of), '192.0.2.1', 'an address of this machine'],
  ['a name', setting.listenAddress('NAME', of), 'example.org', 'an address of this machine'],
  ['url without a scheme', setting.url('NAME', of), 'sms.example', 'an absolute URL'],
  ['key too short', setting.key('NAME', of), Buffer.alloc(31).toString('base64'), '32 bytes'],
  ['key too long', setting.key('NAME', of), Buffer.alloc(33).toString('base64'), '32 bytes'],
];

test.each(wrong)('%s is a problem', (_kind, value, raw, expects) => {
  const problems = problemsOf({ value }, { NAME: raw });

  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^NAME must be .*\.$/);
  expect(problems[0]).toContain(expects);
});

test('every problem is reported at once, by the name of its variable', () => {
  const settings = { port: setting.port('PORT', of), url: setting.url('URL', of), key: setting.key('VENDOR_KEY', of) };
  const problems = problemsOf(settings, { PORT: 'x', VENDOR_KEY: '' });

  expect(problems).toEqual([
    expect.stringMatching(/^PORT must be/),
    'URL is missing: What it means.',
    'VENDOR_KEY is missing: What it means.',
  ]);
});

test('no problem repeats the value that was given', () => {
  const settings = Object.fromEntries(kinds.map(([, kind], index) => [index, { ...kind, variable: `V${index}` }]));
  const letter = fc.constantFrom(...'QZ#~');
  fc.assert(
    fc.property(fc.string({ unit: letter, minLength: 3 }), (raw) => {
      const env = Object.fromEntries(Object.values(settings).map(({ variable }) => [variable, raw]));

      expect(problemsOf(settings, env).join('\n')).not.toContain(raw);
    }),
  );
});

test('an absent or empty variable takes the fallback, which is text like any other', () => {
  const settings = { level: setting.oneOf('LEVEL', ['info', 'warn'], { ...of, fallback: 'info' }) };

  expect(readConfig(settings, {})).toEqual({ level: 'info' });
  expect(readConfig(settings, { LEVEL: '' })).toEqual({ level: 'info' });
  expect(readConfig(settings, { LEVEL: 'warn' })).toEqual({ level: 'warn' });
  expect(problemsOf({ level: setting.integer('LEVEL', { ...of, fallback: 'many' }) }, {})).toHaveLength(1);
});

test('an optional text that is absent is undefined', () => {
  expect(readConfig({ name: setting.optionalText('NAME', of) }, {})).toEqual({ name: undefined });
});

test('a list that is absent may be empty', () => {
  expect(readConfig({ countries: setting.list('COUNTRIES', { ...of, fallback: '' }) }, {})).toEqual({ countries: [] });
});

test('a key is secret by itself, other settings only if marked', () => {
  expect(setting.key('NAME', of).secret).toBe(true);
  expect(setting.text('NAME', of).secret).toBe(false);
  expect(setting.text('NAME', { ...of, secret: true }).secret).toBe(true);
});

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-config-'));
  const file = join(folder, 'secret');
  afterAll(() => rmSync(folder, { recursive: true }));
  const settings = {
    secret: setting.optionalText('SECRET', { ...of, secret: true }),
    name: setting.optionalText('NAME', of),
  };

  test('is read from the file that <VARIABLE>_FILE names, without its last line break', () => {
    writeFileSync(file, ' as it is \n');
    expect(readConfig(settings, { SECRET_FILE: file })).toEqual({ secret: ' as it is ', name: undefined });
    expect(readConfig({ key: setting.key('KEY', of) }, { KEY_FILE: write(KEY) })).toEqual({ key: Buffer.alloc(32, 7) });
  });

  test('is a problem when the file cannot be read, or the variable is set besides', () => {
    expect(problemsOf(settings, { SECRET_FILE: join(folder, 'gone') })).toEqual([
      `SECRET_FILE must be the path of a file that can be read (ENOENT).`,
    ]);
    expect(problemsOf(settings, { SECRET: 'given', SECRET_FILE: write('kept') })).toEqual([
      'SECRET and SECRET_FILE are both set: leave one of them out.',
    ]);
  });

  test('may be named twice with the same value', () => {
    const named = { uri: setting.text('NEW', { ...of, alias: 'OLD', secret: true }) };
    expect(readConfig(named, { NEW: 'a', OLD: 'a', OLD_FILE: write('a') })).toEqual({ uri: 'a' });
    expect(problemsOf(named, { NEW: 'a', OLD: 'b' })).toEqual(['NEW and OLD are both set: leave one of them out.']);
    expect(problemsOf(named, { NEW: 'a', OLD: 'a', NEW_FILE: write('b') })).toEqual([
      'NEW and NEW_FILE are both set: leave one of them out.',
    ]);
  });

  test('that is empty counts as absent', () => {
    expect(problemsOf({ key: setting.key('KEY', of) }, { KEY_FILE: write('\n') })).toEqual([
      'KEY is missing: What it means.',
    ]);
  });

  test('is for secrets alone', () => {
    expect(readConfig(settings, { NAME_FILE: write('text') })).toMatchObject({ name: undefined });
  });

  const write = (text: string): string => {
    writeFileSync(file, text);
    return file;
  };
});

function problemsOf(settings: Settings, env: Record<string, string>): readonly string[] {
  try {
    readConfig(settings, env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
}
