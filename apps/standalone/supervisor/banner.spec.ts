import { newApiKey } from '#libs/kernel';
import { banner, type Welcome } from './banner.ts';

const TEST = newApiKey('test').key;
const LIVE = newApiKey('live').key;
const shown = (over: Partial<Welcome> = {}): string =>
  banner({
    address: 'http://127.0.0.1:8000',
    phones: 'http://127.0.0.1:8025/',
    agents: 'http://127.0.0.1:8010',
    ops: { edge: 1, core: 2 },
    username: 'admin',
    password: 'the-password',
    apiKey: TEST,
    dataFolder: '/data',
    found: { password: 'right', key: 'right', live: [] },
    ...over,
  });

test('a test key is labelled so, and its command can be run unchanged', () => {
  expect(shown()).toMatch(new RegExp(`Test key +${TEST}$`, 'm'));
  expect(shown()).toMatch(/^curl .*"to":"\+12025550147"/m);
  expect(shown()).toMatch(/Sends for real nothing/);
  expect(shown()).toMatch(/^ {2}Sending phones http:\/\/127\.0\.0\.1:8010 /m);
});

test('in production the password is not shown', () => {
  expect(shown()).toMatch(/Administrator +admin +password the-password$/m);
  expect(shown({ isProduction: true })).not.toContain('the-password');
  expect(shown({ isProduction: true })).toMatch(/Administrator +admin +with the password .* \/data\/first-run\.json$/m);
});

test('a live key is labelled live, and its commands have no number', () => {
  expect(shown({ apiKey: LIVE })).toMatch(new RegExp(`Live key +${LIVE}$`, 'm'));
  expect(shown({ apiKey: LIVE })).not.toContain('+1202');
  expect(shown({ apiKey: LIVE }).match(/"to":"YOUR-NUMBER"/g)).toHaveLength(2);
});

test('accounts that send for real are listed', () => {
  const live = [
    { id: 'a1', vendor: 'twilio' },
    { id: 'b2', vendor: 'sns' },
  ];
  expect(shown({ found: { password: 'right', key: 'right', live } })).toMatch(
    /Sends for real twilio \(account a1, live\), sns \(account b2, live\)$/m,
  );
});

test('accounts that the settings no longer name are listed, and without any there is no line', () => {
  const unnamed = [
    { id: 'a1', vendor: 'twilio', environment: 'live' },
    { id: 'b2', vendor: 'sns', environment: 'test' },
  ];
  expect(shown({ found: { password: 'right', key: 'right', live: [], unnamed } })).toMatch(
    /Switched off   twilio \(account a1, live\), sns \(account b2, test\): no longer named by the settings$/m,
  );
  expect(shown({ found: { password: 'right', key: 'right', live: [], unnamed: [] } })).not.toContain('Switched off');
});

test('a password and a key that fail are not printed, but what to do', () => {
  const text = shown({ found: { password: 'wrong', key: 'wrong' } });
  expect(text).not.toMatch(new RegExp(`the-password|${TEST}|curl`));
  expect(text).toContain('`SEED_ADMIN_USERNAME=admin2 npm start`');
  expect(text).toContain('`npm run keys -- create --test`');
  expect(text).toContain('Sends for real not known');
});

test('a password and a key that could not be tried are printed', () => {
  expect(shown({ found: { password: 'unknown', key: 'unknown' } })).toMatch(/password the-password$/m);
});

test('settings of an account without its environment are named, with the variable to set', () => {
  expect(shown({ unused: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] })).toMatch(
    /Not used +AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: to send with this account, set AWS_ENVIRONMENT=live$/m,
  );
  expect(shown()).not.toContain('Not used');
});
