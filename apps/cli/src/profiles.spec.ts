// The files are real.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCliConfig } from './config.ts';
import { connectionOf } from './connection.ts';
import { Profiles } from './profiles.ts';

let folder: string;
let profiles: Profiles;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postrider-profiles-'));
  profiles = new Profiles(readCliConfig({ XDG_CONFIG_HOME: folder }).profilesFile);
});
afterEach(() => rmSync(folder, { recursive: true }));

const work = { url: 'https://sms.example.com', api_key: 'key of work' };
const home = { url: 'http://127.0.0.1:8000', api_key: 'key of home' };

test('profiles are kept in a file of their owner alone', () => {
  profiles.save('work', work, true);
  profiles.save('home', home);

  expect(profiles.all()).toEqual({ work, home });
  expect(profiles.current).toBe('work');
  expect(statSync(profiles.file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'postrider')).mode & 0o777).toBe(0o700);
});

test('a profile can be used and removed', () => {
  profiles.save('work', work, true);
  profiles.save('home', home);
  profiles.use('home');
  expect(profiles.current).toBe('home');

  profiles.remove('home');
  expect(profiles.all()).toEqual({ work });
  expect(profiles.current).toBe('default');
  expect(() => profiles.use('home')).toThrow('There is no profile home.');
});

test('a file that is no JSON is named and not overwritten', () => {
  profiles.save('work', work);
  writeFileSync(profiles.file, '{');
  expect(() => profiles.save('home', home)).toThrow('profiles.json cannot be read: SyntaxError.');
});

const connect = (globals: object, env: Readonly<Record<string, string>> = {}) =>
  connectionOf(globals, readCliConfig({ XDG_CONFIG_HOME: folder, ...env }), profiles);

test('variables precede the current profile, and a named profile precedes variables', () => {
  profiles.save('work', work, true);
  const env = { POSTRIDER_URL: home.url, POSTRIDER_API_KEY: 'key of the variable' };

  expect(connect({})).toMatchObject({ url: work.url, apiKey: work.api_key });
  expect(connect({}, env)).toMatchObject({ url: home.url, apiKey: 'key of the variable' });
  expect(connect({ profile: 'work' }, env)).toMatchObject({ url: work.url, apiKey: work.api_key });
});

test('a credential is sent to no other address than its own', () => {
  profiles.save('work', work, true);
  expect(connect({ url: 'https://evil.example.com' })).toEqual({ url: 'https://evil.example.com', profile: 'work' });
  expect(connect({}, { POSTRIDER_URL: home.url })).toEqual({ url: home.url, profile: 'work' });
});

test.each([{ url: 'localhost' }, { url: 'file:///etc/passwd' }, { profile: 'nobody' }])('%j is refused', (globals) => {
  expect(() => connect(globals)).toThrow(/must be a URL|There is no profile/);
});
