import { globSync, readFileSync } from 'node:fs';
import { isSensitive } from '../libs/observability/src/index.ts';
import { logFieldsIn } from './log-fields.ts';

test('no log call has a field that is always written as [redacted]', () => {
  const files = globSync('{apps,libs}/*/{src,supervisor}/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
  const fields = files.flatMap((file) => logFieldsIn(file, readFileSync(file, 'utf8')));

  expect(fields.length).toBeGreaterThan(80);
  expect(fields.filter(({ name }) => isSensitive(name))).toEqual([]);
});

test('the fields of every log call are found, whatever the name and place of the log', () => {
  const text = `
    log.warn('a', { from, to: 1 });
    this.parts.log.error('b', { route: { sender }, ...(known && { number }), ...(x ? { text } : {}), ...trace });
    link.log
      .child({ 'phone-number': 1 })
      .info('c');
    catalog.info('d', { phone });
    form.warn('e', { body });`;

  expect(logFieldsIn('a.ts', text).map(({ at, name }) => `${at} ${name}`)).toEqual([
    'a.ts:2 from',
    'a.ts:2 to',
    'a.ts:3 route',
    'a.ts:3 sender',
    'a.ts:3 number',
    'a.ts:3 text',
    'a.ts:5 phone-number',
  ]);
});
