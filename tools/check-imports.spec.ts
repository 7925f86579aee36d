import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { refusalsIn, type Refusal } from './check-imports.ts';
import { IMPORT_RULES, OWNED_USES } from './import-rules.ts';

interface Example {
  readonly rule: string;
  /** A file and its text that the rule refuses. */
  readonly refused: readonly [file: string, text: string];
  /** A file and its text that no rule refuses. */
  readonly allowed: readonly [file: string, text: string];
}

const uses = (from: string): string => `import { value } from '${from}';\nexport const used = value;\n`;
const typeOf = (from: string): string => `import type { value } from '${from}';\nexport type Used = typeof value;\n`;
const VALUE = 'export const value = 1;\n';

/** Files that the examples import: every lib, two services and a folder of tests. */
const WORLD: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    type: 'module',
    imports: {
      '#libs/provider-kit/testing': './libs/provider-kit/testing/index.ts',
      '#libs/*': './libs/*/src/index.ts',
    },
    dependencies: {
      '@nats-io/transport-node': '*',
      '@nestjs/common': '*',
      mongodb: '*',
      'mongodb-memory-server-core': '*',
      ulid: '*',
    },
    devDependencies: { 'fast-check': '*' },
  }),
  ...Object.fromEntries(
    [
      'kernel',
      'contracts',
      'observability',
      'messaging',
      'persistence',
      'provider-kit',
      'sandbox-kit',
      'service-host',
      'servers',
    ].flatMap((lib) => [
      [`libs/${lib}/src/index.ts`, VALUE],
      [`libs/${lib}/src/inner.ts`, VALUE],
    ]),
  ),
  'libs/provider-kit/testing/index.ts': VALUE,
  'apps/vendors.generated.ts': VALUE,
  'apps/provider-east/sandbox/index.ts': VALUE,
  'apps/agent/src/index.ts': VALUE,
  'apps/agent/src/journal.ts': VALUE,
  'apps/provider-east/src/send.ts': VALUE,
  'apps/provider-east/src/outcomes.ts': VALUE,
  'apps/north/src/north.module.ts': VALUE,
  'apps/south/src/south.module.ts': VALUE,
  'apps/south/src/config.ts': VALUE,
  'apps/dispatcher/src/domain/ledger/fold.ts': VALUE,
  'apps/dispatcher/src/application/ledger/settle-batch.ts': VALUE,
  'apps/dispatcher/src/application/routing/route-table.ts': VALUE,
  'apps/dispatcher/src/application/messages/list-messages.ts': VALUE,
  'bench/lists.ts':
    "export { value } from '../apps/dispatcher/src/application/messages/list-messages.ts';\n" +
    "export { value as other } from '../apps/dispatcher/src/application/ledger/settle-batch.ts';\n",
  'bench/routes.ts':
    "export { value } from '../apps/dispatcher/src/application/routing/route-table.ts';\n" +
    "export { value as other } from '../apps/dispatcher/src/application/ledger/settle-batch.ts';\n",
  'e2e/harness/invariants.ts':
    "export { value } from '../../apps/dispatcher/src/domain/ledger/fold.ts';\n" +
    "export { value as other } from '../../apps/dispatcher/src/application/ledger/settle-batch.ts';\n",
  ...Object.fromEntries(
    [
      'domain/state.ts',
      'application/ports.ts',
      'application/verb.ts',
      'outbound/mongo/store.ts',
      'inbound/http/door.ts',
      'config/settings.ts',
    ].map((file) => [`apps/north/src/${file}`, VALUE]),
  ),
};

const lib = (name: string, refusedLib: string, allowedLib: string): Example => ({
  rule: `lib-${name}`,
  refused: [`libs/${name}/src/refused-lib.ts`, uses(`#libs/${refusedLib}`)],
  allowed: [`libs/${name}/src/allowed-lib.ts`, uses(allowedLib)],
});
const room = (name: string, refused: string, allowed: string): Example => ({
  rule: `room-${name}`,
  refused: [`apps/north/src/${name}/refused-${slug(refused)}.ts`, refused],
  allowed: [`apps/north/src/${name}/allowed-${slug(allowed)}.ts`, allowed],
});
const slug = (text: string): string => text.replaceAll(/[^a-z]+/g, '-').slice(0, 80);

const EXAMPLES: readonly Example[] = [
  lib('kernel', 'contracts', './inner.ts'),
  lib('contracts', 'observability', '#libs/kernel'),
  lib('observability', 'contracts', '#libs/kernel'),
  lib('messaging', 'persistence', '#libs/contracts'),
  lib('persistence', 'contracts', '#libs/observability'),
  lib('provider-kit', 'persistence', '#libs/observability'),
  lib('sandbox-kit', 'provider-kit', '#libs/contracts'),
  lib('service-host', 'provider-kit', '#libs/persistence'),
  lib('servers', 'observability', '#libs/kernel'),
  room('domain', uses('../application/ports.ts'), uses('./state.ts')),
  room('domain', uses('#libs/contracts'), typeOf('#libs/contracts')),
  room('domain', uses('#libs/observability'), uses('#libs/kernel')),
  room('application', uses('../outbound/mongo/store.ts'), uses('../domain/state.ts')),
  room('application', uses('#libs/messaging'), uses('#libs/contracts')),
  room('inbound', uses('../outbound/mongo/store.ts'), uses('../application/verb.ts')),
  room('inbound', uses('../config/settings.ts'), typeOf('../config/settings.ts')),
  room('inbound', uses('#libs/persistence'), uses('#libs/messaging')),
  room('outbound', uses('../application/verb.ts'), uses('../application/ports.ts')),
  room('outbound', uses('../inbound/http/door.ts'), uses('#libs/persistence')),
  room('config', uses('../domain/state.ts'), uses('#libs/messaging')),
  {
    rule: 'domain-is-pure',
    refused: [
      'apps/north/src/domain/reads-file.ts',
      "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
    ],
    allowed: [
      'apps/north/src/application/reads-file.ts',
      "import { join } from 'node:path';\nexport const joined = join;\n",
    ],
  },
  {
    rule: 'kernel-is-pure',
    refused: ['libs/kernel/src/injectable.ts', "export { Injectable } from '@nestjs/common';\n"],
    allowed: ['libs/kernel/src/ids.ts', "export { ulid } from 'ulid';\n"],
  },
  {
    rule: 'app-imports-no-app',
    refused: ['apps/north/src/neighbour.ts', typeOf('../../south/src/south.module.ts')],
    allowed: ['apps/north/src/own.ts', uses('./north.module.ts')],
  },
  {
    rule: 'cli-is-a-client',
    refused: ['apps/cli/src/send.ts', uses('#libs/contracts')],
    allowed: ['apps/cli/src/main.ts', uses('#libs/kernel')],
  },
  {
    rule: 'sandbox-hosts-fakes',
    refused: ['apps/sandbox/src/adapter.ts', uses('../../provider-east/src/send.ts')],
    allowed: ['apps/sandbox/src/vendors.generated.ts', uses('../../provider-east/sandbox/index.ts')],
  },
  {
    rule: 'sandbox-hosts-fakes',
    refused: ['apps/sandbox/src/journal.ts', uses('../../agent/src/journal.ts')],
    allowed: ['apps/sandbox/src/agent.ts', uses('../../agent/src/index.ts')],
  },
  {
    rule: 'fake-stands-alone',
    refused: ['apps/provider-east/sandbox/send.ts', uses('../src/send.ts')],
    allowed: ['apps/provider-east/sandbox/room.ts', uses('#libs/sandbox-kit')],
  },
  {
    rule: 'adapter-knows-no-fake',
    refused: ['apps/provider-east/src/fake.ts', uses('../sandbox/index.ts')],
    allowed: ['apps/provider-east/src/check.ts', uses('./send.ts')],
  },
  {
    rule: 'expectations-are-typed',
    refused: ['apps/provider-east/test/contract/east.spec.ts', uses('../../src/outcomes.ts')],
    allowed: ['apps/provider-east/test/contract/other.spec.ts', uses('../../src/send.ts')],
  },
  {
    rule: 'descriptor-is-plain',
    refused: ['apps/provider-east/vendor.ts', uses('./src/send.ts')],
    allowed: ['apps/provider-west/vendor.ts', uses('#libs/kernel')],
  },
  {
    rule: 'descriptor-is-plain',
    refused: ['apps/provider-north/vendor.ts', uses('#libs/provider-kit')],
    allowed: ['apps/provider-south/vendor.ts', typeOf('#libs/provider-kit')],
  },
  {
    rule: 'standalone-hosts-modules',
    refused: ['apps/standalone/src/edge.ts', uses('../../south/src/config.ts')],
    allowed: ['apps/standalone/src/core.ts', uses('../../south/src/south.module.ts')],
  },
  {
    rule: 'outside-imports-no-app',
    refused: ['e2e/scenarios/inside.spec.ts', uses('../../apps/north/src/north.module.ts')],
    allowed: ['tools/settings.ts', uses('../apps/south/src/config.ts')],
  },
  {
    rule: 'outside-imports-no-app',
    refused: ['bench/fake.ts', uses('../apps/provider-east/sandbox/index.ts')],
    allowed: ['e2e/harness/accounts.ts', uses('../../apps/vendors.generated.ts')],
  },
  {
    rule: 'src-imports-no-testing',
    refused: ['apps/north/src/send.ts', uses('#libs/provider-kit/testing')],
    allowed: ['apps/north/test/contract/vendor.spec.ts', uses('#libs/provider-kit/testing')],
  },
  {
    rule: 'src-imports-no-dev-package',
    refused: ['apps/north/src/generate.ts', "export { check } from 'fast-check';\n"],
    allowed: ['apps/north/src/generate.spec.ts', "export { check } from 'fast-check';\n"],
  },
  {
    rule: 'lib-through-its-index',
    refused: ['apps/north/src/deep.ts', uses('../../../libs/kernel/src/inner.ts')],
    allowed: ['libs/kernel/test/inner.spec.ts', uses('../src/inner.ts')],
  },
  {
    rule: 'no-cycle',
    refused: [
      'libs/kernel/src/ring.ts',
      "export { ring } from './ring.ts';\nexport { value } from './ring-back.ts';\n",
    ],
    allowed: ['libs/kernel/src/ring-of-types.ts', uses('./ring-of-types-back.ts')],
  },
  {
    rule: 'import-resolves',
    refused: ['libs/kernel/src/lost.ts', "export { value } from './nowhere.ts';\n"],
    allowed: ['libs/kernel/src/found.ts', "export { value } from './inner.ts';\n"],
  },
  {
    rule: 'nats-owner',
    refused: ['apps/north/src/outbound/messaging/bus.ts', "export { connect } from '@nats-io/transport-node';\n"],
    allowed: ['libs/messaging/src/bus.ts', "export { connect } from '@nats-io/transport-node';\n"],
  },
  {
    rule: 'mongo-owner',
    refused: ['apps/north/src/outbound/vendor/store.ts', "export type { Db } from 'mongodb';\n"],
    allowed: ['apps/north/src/outbound/mongo/rows.ts', "export type { Db } from 'mongodb';\n"],
  },
  {
    rule: 'memory-server-owner',
    refused: ['tools/mongod.ts', "export { MongoBinary } from 'mongodb-memory-server-core';\n"],
    allowed: ['libs/servers/src/mongod.ts', "export { MongoBinary } from 'mongodb-memory-server-core';\n"],
  },
  {
    rule: 'servers-owner',
    refused: ['apps/north/src/servers.ts', uses('#libs/servers')],
    allowed: ['apps/standalone/src/servers.ts', uses('#libs/servers')],
  },
  {
    rule: 'sandbox-kit-owner',
    refused: ['apps/north/src/fake.ts', uses('#libs/sandbox-kit')],
    allowed: ['apps/sandbox/src/fake.ts', uses('#libs/sandbox-kit')],
  },
  {
    rule: 'service-host-owner',
    refused: ['apps/north/src/host.ts', uses('#libs/service-host')],
    allowed: ['apps/south/src/main.ts', uses('#libs/service-host')],
  },
  {
    rule: 'environment-owner',
    refused: ['apps/north/src/port.ts', 'export const port = process.env.PORT;\n'],
    allowed: ['apps/north/src/config/port.ts', 'export const port = process.env.PORT;\n'],
  },
  ...['Date.now()', 'new Date()', 'Date()'].map((text, index) => ({
    rule: 'clock-owner',
    refused: [`apps/north/src/time-${index}.ts`, `export const now = ${text};\n`] as const,
    allowed: [`apps/north/src/other-time-${index}.ts`, 'export const then = new Date(0);\n'] as const,
  })),
  ...['Math.random()', 'crypto.randomUUID()', 'crypto.getRandomValues(new Uint8Array(1))'].map((text, index) => ({
    rule: 'randomness-owner',
    refused: [`apps/north/src/chance-${index}.ts`, `export const chance = ${text};\n`] as const,
    allowed: [`libs/kernel/src/chance-${index}.ts`, `export const chance = ${text};\n`] as const,
  })),
  {
    rule: 'randomness-owner',
    refused: ['libs/persistence/src/nonce.ts', "export { randomBytes } from 'node:crypto';\n"],
    allowed: ['libs/persistence/src/digest.ts', "export { createHash } from 'node:crypto';\n"],
  },
];

let root: string;
let refusals: readonly Refusal[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'import-rules-'));
  const files = { ...WORLD, ...Object.fromEntries(EXAMPLES.flatMap(({ refused, allowed }) => [refused, allowed])) };
  files['libs/kernel/src/ring-back.ts'] = `${VALUE}export { ring } from './ring.ts';\n`;
  files['libs/kernel/src/ring-of-types-back.ts'] = `${VALUE}export type { used } from './ring-of-types.ts';\n`;
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  refusals = await refusalsIn(root);
});

afterAll(() => rm(root, { recursive: true }));

const rulesRefusing = (file: string): readonly string[] =>
  refusals.filter((refusal) => refusal.file.replace(/:\d+$/, '') === file).map(({ rule }) => rule);

test.each(EXAMPLES.map(({ rule, refused, allowed }) => [rule, refused[0], allowed[0]]))(
  '%s refuses %s and allows %s',
  (rule, refused, allowed) => {
    expect(rulesRefusing(refused)).toContain(rule);
    expect(rulesRefusing(allowed)).toEqual([]);
  },
);

test.each([
  ['the checker', 'the domain', 'e2e/harness/invariants.ts'],
  ['the bench of lists', 'lists', 'bench/lists.ts'],
  ['the bench of routes', 'the table of routes', 'bench/routes.ts'],
])('%s may import %s of the dispatcher, and nothing else of it', (_, __, by) => {
  const refused = refusals.filter(({ file }) => file === by);

  expect(refused).toMatchObject([
    { rule: 'outside-imports-no-app', what: 'apps/dispatcher/src/application/ledger/settle-batch.ts' },
  ]);
});

test('every rule has an example', () => {
  const names = [...IMPORT_RULES, ...OWNED_USES].map(({ name }) => name);
  expect(new Set(EXAMPLES.map(({ rule }) => rule))).toEqual(new Set(names));
});
