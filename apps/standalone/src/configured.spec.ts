import { Writable } from 'node:stream';
import { readConfig, setting } from '#libs/kernel';
import { createLog } from '#libs/observability';
import { configured } from './configured.ts';

const settings = {
  key: setting.text('ACME_KEY', { describe: 'The key.', secret: true }),
  region: setting.text('ACME_REGION', { describe: 'The region.' }),
  kind: setting.oneOf('ACME_KIND', ['live', 'test'], { describe: 'The kind.', fallback: 'live' }),
};
const acme = (env: Record<string, string>) => ({ name: 'provider-acme', readConfig: () => readConfig(settings, env) });
const COMPLETE = { ACME_KEY: 'k', ACME_REGION: 'r' };

function leftIn(env: Record<string, string>) {
  const lines: string[] = [];
  const destination = new Writable({ write: (line: Buffer, _, done) => (lines.push(line.toString()), done()) });
  const services = configured([acme(env), acme(COMPLETE)], createLog({ service: 's', level: 'info', destination }));
  return { count: services.length, lines: lines.map((line) => JSON.parse(line) as object) };
}

test('a vendor with all its settings is hosted, and nothing is logged', () => {
  expect(leftIn(COMPLETE)).toEqual({ count: 2, lines: [] });
});

test('a vendor that lacks settings is left out, with one line that names them', () => {
  expect(leftIn({})).toMatchObject({
    count: 1,
    lines: [{ event: 'provider.left_out', provider: 'provider-acme', missing: ['ACME_KEY', 'ACME_REGION'] }],
  });
});

test('a vendor with a wrong setting stays, so that its start fails with that name', () => {
  expect(leftIn({ ACME_KEY: 'k', ACME_KIND: 'other' })).toEqual({ count: 2, lines: [] });
});

test('an error that is not about settings is thrown on', () => {
  const broken = { name: 'provider-broken', readConfig: () => JSON.parse('{') as unknown };

  expect(() => configured([broken])).toThrow(SyntaxError);
});
