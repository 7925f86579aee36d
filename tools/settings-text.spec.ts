import { setting } from '#libs/kernel';
import { between } from './generated-file.ts';
import { envExample, markdown } from './settings-text.ts';

const natsUrl = setting.text('NATS_URL', { describe: 'Address of NATS.' });
const level = setting.oneOf('LOG_LEVEL', ['info', 'warn'], { describe: 'The least that is logged.', fallback: 'info' });
const port = setting.port('PORT', { describe: 'Where it listens; * is free.', fallback: '8000' });
const key = setting.key('PEPPER', { describe: 'Keys the hashes.' });
const region = setting.optionalText('REGION', { describe: 'Where numbers are from.' });
const apps = new Map([
  ['gateway', [natsUrl, level, port, key]],
  ['dispatcher', [natsUrl, level, region]],
]);

test("settings of several apps come first and once, then each app's own", () => {
  expect(markdown(apps)).toBe(
    [
      '### Several services\n',
      '| Variable    | Meaning                   | Default  |',
      '| ----------- | ------------------------- | -------- |',
      '| `NATS_URL`  | Address of NATS.          | required |',
      '| `LOG_LEVEL` | The least that is logged. | `info`   |\n',
      '### gateway\n',
      '| Variable | Meaning                       | Default  |',
      '| -------- | ----------------------------- | -------- |',
      '| `PORT`   | Where it listens; \\* is free. | `8000`   |',
      '| `PEPPER` | Keys the hashes. Secret.      | required |\n',
      '### dispatcher\n',
      '| Variable | Meaning                 | Default |',
      '| -------- | ----------------------- | ------- |',
      '| `REGION` | Where numbers are from. |         |',
    ].join('\n'),
  );
});

test('if two apps describe a variable differently each has its own row, and they share a line of the example', () => {
  const other = setting.port('PORT', { describe: 'Another one.', fallback: '1' });
  const two = new Map([
    ['a', [port]],
    ['b', [other]],
  ]);
  expect(markdown(two)).toMatch(/### a[^]*### b/);
  expect(envExample(two).match(/PORT=/g)).toHaveLength(1);
});

test('the example names every variable once: required ones empty, the others commented out', () => {
  const lines = envExample(apps).split('\n');
  expect(lines.filter((line) => /^(# )?[A-Z_]+=/.test(line))).toEqual([
    'NATS_URL=',
    '# LOG_LEVEL=info',
    '# PORT=8000',
    'PEPPER=',
    '# REGION=',
  ]);
});

test('only the text between the marks is replaced', () => {
  const text = 'before <!-- x -->old<!-- /x --> after';
  expect(between(text, 'x', 'new')).toBe('before <!-- x -->\n\nnew\n\n<!-- /x --> after');
  expect(() => between(text, 'y', 'new')).toThrow('<!-- y -->');
});
