// The compose file and the settings are the real ones; no container is started.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { setting } from '#libs/kernel';
import type { Compose, ComposeService, Surroundings } from './compose-file.ts';
import { composeProblems, OWN_IMAGE } from './compose.ts';
import { newSecrets } from './secrets.ts';
import { settingsOfApps } from './settings.ts';

const NOT_IN_COMPOSE = ['standalone', 'cli', 'agent'];

interface Prometheus {
  readonly scrape_configs: readonly { readonly static_configs: readonly { readonly targets: readonly string[] }[] }[];
}

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'), { merge: true });

test('the compose file fits the services that it starts', async () => {
  const apps = [...(await settingsOfApps())].filter(([app]) => !NOT_IN_COMPOSE.includes(app));
  const { scrape_configs } = read('deploy/prometheus/prometheus.yml') as Prometheus;
  const scraped = scrape_configs.flatMap(({ static_configs }) => static_configs.flatMap(({ targets }) => targets));
  const around = { apps: new Map(apps), ...newSecrets(), scraped, isThere: existsSync };

  expect(composeProblems(read('docker-compose.yml') as Compose, around)).toEqual([]);
});

test('NATS takes the largest contract and flushes by a quoted duration', () => {
  const conf = readFileSync('deploy/nats/nats.conf', 'utf8');
  expect(conf).toMatch(/^max_payload: 8MB$/m);
  expect(conf).toMatch(/^ {2}sync_interval: "\d+s"$/m);
});

const KEY = Buffer.alloc(32).toString('base64');
const around: Surroundings = {
  apps: new Map([
    ['gateway', [setting.port('PORT', { describe: '', fallback: '8000' }), setting.port('OPS_PORT', { describe: '' })]],
    [
      'sender',
      [
        setting.url('API_URL', { describe: '' }),
        setting.key('SEAL', { describe: '' }),
        setting.optionalText('PRICE_CAP', { describe: '' }),
        setting.port('OPS_PORT', { describe: '' }),
      ],
    ],
    ['sandbox', [setting.port('SANDBOX_PORT', { describe: '' }), setting.key('SEAL', { describe: '' })]],
  ]),
  written: { SEAL: KEY, SANDBOX_SEAL: KEY },
  files: {},
  scraped: ['gateway:9464', 'sender:9464'],
  isThere: (path) => path === './there.yml',
};
const healthcheck = { test: ['CMD', "fetch('http://127.0.0.1:9464/health/ready')"] };
const gateway: ComposeService = {
  image: OWN_IMAGE,
  command: ['gateway'],
  environment: { PORT: '8000', OPS_PORT: '9464' },
  ports: ['127.0.0.1:80:8000'],
  healthcheck,
};
const sender: ComposeService = {
  image: OWN_IMAGE,
  command: ['sender'],
  environment: {
    OPS_PORT: '9464',
    API_URL: '${API_URL:-http://gateway:8000}',
    SEAL: '${SEAL:?make it}',
    PRICE_CAP: '${PRICE_CAP:-}',
  },
  healthcheck,
};
const sandbox: ComposeService = {
  image: OWN_IMAGE,
  command: ['sandbox'],
  environment: { SANDBOX_PORT: '8025', SEAL: '${SANDBOX_SEAL:?make it}' },
  healthcheck: { test: ['CMD', "fetch('http://127.0.0.1:8025/')"] },
};
const env = (more: Record<string, string>): ComposeService => ({
  ...sender,
  environment: { ...sender.environment, ...more },
});
const without = (variable: string): ComposeService => ({
  ...sender,
  environment: Object.fromEntries(Object.entries(sender.environment ?? {}).filter(([name]) => name !== variable)),
});

test('services that fit have no problem', () => {
  expect(composeProblems({ services: { gateway, sender, sandbox } }, around)).toEqual([]);
});

test.each<[string, Compose['services'], string]>([
  ['a service that is left out', { gateway }, 'sender has no service'],
  ['an image nobody chose', { gateway, sender, extra: { image: 'nats:latest' } }, 'nats:latest is not on the list'],
  ['a command for another app', { gateway, sender: { ...sender, command: ['gateway'] } }, 'the command is not sender'],
  ['an unknown variable', { gateway, sender: env({ API_ULR: 'x' }) }, 'no setting API_ULR'],
  ['a setting that is needed and not passed', { gateway, sender: without('API_URL') }, 'API_URL is not passed'],
  ['a setting that .env cannot reach', { gateway, sender: without('PRICE_CAP') }, 'PRICE_CAP is not passed'],
  ['a setting that .env cannot change', { gateway, sender: env({ PRICE_CAP: '0.5' }) }, 'PRICE_CAP is fixed'],
  ['a needed setting that may be empty', { gateway, sender: env({ SEAL: '${SEAL:-}' }) }, 'SEAL may be empty'],
  ['a setting under another name', { gateway, sender: env({ PRICE_CAP: '${CAP:-}' }) }, 'PRICE_CAP takes CAP'],
  [
    'an account that the sandbox and a sender share',
    { gateway, sender, sandbox: { ...sandbox, environment: { SANDBOX_PORT: '8025', SEAL: '${SEAL:?make it}' } } },
    'sandbox: it takes SEAL, which is of sender',
  ],
  ['a value the service refuses', { gateway, sender: env({ API_URL: 'gateway' }) }, 'API_URL has a value'],
  ['a secret nothing writes', { gateway, sender: env({ SEAL: '${SEEL:?}' }) }, 'nothing writes SEEL'],
  [
    'a published port it does not listen on',
    { gateway: { ...gateway, ports: ['80:8080'] }, sender },
    'not listen on 8080',
  ],
  ['a port published twice', { gateway, sender: { ...sender, ports: ['80:9464'] } }, '80 is published twice'],
  ['health at another port', { gateway, sender: env({ OPS_PORT: '9465' }) }, 'health is asked for at 9464'],
  ['a port that is not scraped', { gateway, sender: env({ OPS_PORT: '9465' }) }, 'does not scrape sender:9465'],
  [
    'a scraped port without a listener',
    { gateway: { ...gateway, environment: { PORT: '8000' } }, sender },
    'scrapes gateway:9464, where no service listens',
  ],
  [
    'a file that is mounted and not there',
    { gateway: { ...gateway, volumes: ['./there.yml:/a.yml:ro', './gone.yml:/b.yml:ro'] }, sender },
    'gateway: ./gone.yml does not exist',
  ],
  [
    'a volume that is not declared',
    { gateway: { ...gateway, volumes: ['data:/data'] }, sender },
    'gateway: there is no volume data',
  ],
  ['an address of nobody', { gateway, sender: env({ API_URL: 'http://gatway:8000' }) }, 'there is no service gatway'],
  [
    'an address with a wrong port',
    { gateway, sender: env({ API_URL: 'http://gateway:80' }) },
    'gateway does not listen on 80',
  ],
])('%s is a problem', (_, services, problem) => {
  expect(composeProblems({ services }, around).join()).toContain(problem);
});

test('a written value that a service refuses, or that no service reads, is a problem', () => {
  const services = { gateway, sender, sandbox };
  const written = { ...around.written, SEAL: 'short', API_URL: 'http://gatway:8000' };
  expect(composeProblems({ services }, { ...around, written })).toEqual([
    'sender: SEAL has a value that it refuses.',
    'sender: there is no service gatway.',
  ]);
});

test('a secret file that no service reads is a problem', () => {
  const services = { gateway, sender, sandbox };
  expect(composeProblems({ services }, { ...around, written: { ...around.written, OLD: 'x' } })).toEqual([
    'No service takes OLD, which is written.',
  ]);
});

describe('a secret in a file', () => {
  const { SEAL: _, ...environment } = sender.environment ?? {};
  const fromFile: ComposeService = {
    ...sender,
    read_only: true,
    environment: { ...environment, SEAL_FILE: '/run/secrets/seal' },
    secrets: ['seal'],
  };
  const withFile = { ...around, written: { SANDBOX_SEAL: KEY }, files: { seal: KEY } };
  const secrets: Compose['secrets'] = { seal: { file: './secrets/seal' } };
  const problems = (of: Partial<Compose>, files: Surroundings['files'] = withFile.files): string =>
    composeProblems(
      { services: { gateway, sender: fromFile, sandbox }, secrets, ...of },
      { ...withFile, files },
    ).join();

  test('passes the setting', () => {
    expect(problems({})).toBe('');
  });

  test('that comes from a variable is a problem in a read-only container', () => {
    expect(problems({ secrets: { seal: { environment: 'SEAL' } } })).toContain(
      'sender: its secret seal is made of a variable, which no engine can put into a read-only container: name a file.',
    );
  });

  test.each<[string, Partial<Compose>, Surroundings['files'], string]>([
    ['which nothing writes', {}, {}, 'sender: nothing writes ./secrets/seal.'],
    ['which is not declared', { secrets: {} }, { seal: KEY }, 'sender: there is no secret seal.'],
    ['which no service takes', {}, { seal: KEY, old: 'x' }, 'No service takes secrets/old, which is written.'],
    ['which the service refuses', {}, { seal: 'short' }, 'sender: SEAL has a value that it refuses.'],
  ])('%s is a problem', (_case, of, files, problem) => {
    expect(problems(of, files)).toContain(problem);
  });

  test('at a path where it is not mounted is a problem', () => {
    const elsewhere = { ...fromFile, environment: { ...fromFile.environment, SEAL_FILE: '/run/secrets/other' } };
    expect(problems({ services: { gateway, sender: elsewhere, sandbox } })).toContain(
      'sender: SEAL_FILE is /run/secrets/other, where none of its secrets is mounted.',
    );
  });
});

test('the written .env starts with the account of the sandbox, whose address and kind it names', () => {
  const { written } = newSecrets();
  for (const name of ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    expect(written[name]).toBe(written[`SANDBOX_${name}`]);
  expect(written).toMatchObject({
    TWILIO_API_URL: 'http://sandbox:8025',
    TWILIO_ENVIRONMENT: 'test',
    AWS_ENDPOINT_URL: 'http://sandbox:8025',
    AWS_ENVIRONMENT: 'test',
    AWS_SNS_DELIVERY_LOGS: 'yes',
  });
});
