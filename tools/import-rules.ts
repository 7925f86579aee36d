import { forbid, libs, npm, owned, SPEC, TESTS, type ImportRule } from './import-rule.ts';
import { VENDOR_LIST, VENDOR_RULES } from './vendor-import-rules.ts';

/** Which libs each lib may import; kernel imports none, and every lib may import itself. */
const LIBS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  contracts: ['kernel'],
  observability: ['kernel'],
  messaging: ['kernel', 'contracts', 'observability'],
  persistence: ['kernel', 'observability'],
  'provider-kit': ['kernel', 'contracts', 'observability'],
  'sandbox-kit': ['kernel', 'contracts'],
  'service-host': ['kernel', 'contracts', 'observability', 'messaging', 'persistence'],
  servers: ['kernel'],
};

interface Room {
  /** Rooms and files of the same app, below `src/`. */
  readonly own: readonly string[];
  readonly libs: readonly string[];
  /** Places from which only types may be imported. */
  readonly typesOf: readonly string[];
}

const CONFIG = 'config(?:\\.ts$|/)';

/** Imports that the rooms of a service may have, from their own app and from the libs. */
const ROOMS: Readonly<Record<string, Room>> = {
  domain: { own: ['domain/'], libs: ['kernel'], typesOf: ['libs/contracts/'] },
  application: { own: ['application/', 'domain/'], libs: ['kernel', 'observability', 'contracts'], typesOf: [] },
  inbound: {
    own: ['inbound/', 'application/'],
    libs: ['kernel', 'observability', 'contracts', 'messaging'],
    typesOf: [`apps/$1/src/${CONFIG}`],
  },
  outbound: {
    own: ['outbound/', 'application/ports', 'application/[^/]+/ports', 'domain/'],
    libs: ['kernel', 'observability', 'contracts', 'persistence', 'messaging', 'provider-kit'],
    typesOf: [`apps/$1/src/${CONFIG}`],
  },
  config: {
    own: [CONFIG],
    libs: ['kernel', 'observability', 'messaging', 'persistence', 'provider-kit', 'sandbox-kit'],
    typesOf: [],
  },
};

const CHECKER = '^e2e/harness/invariants\\.ts$';
const ROUTES_BENCH = '^bench/routes\\.ts$';
const LISTS_BENCH = '^bench/lists\\.ts$';
const RENDER_BENCH = '^bench/render\\.ts$';
const COMPOSITION = '^apps/[^/]+/src/(main|[^/]+\\.module)\\.ts$';
const libRules = Object.entries(LIBS).map(([lib, allowed]) =>
  forbid(
    `lib-${lib}`,
    `libs/${lib} imports ${allowed.join(', ') || 'no other lib'}.`,
    { path: `^libs/${lib}/`, pathNot: TESTS },
    { path: '^(apps|libs|e2e|bench|tools)/', pathNot: libs([lib, ...allowed]) },
  ),
);

const roomRules = Object.entries(ROOMS).flatMap(([room, { own, libs: allowed, typesOf }]) => {
  const from = { path: `^apps/([^/]+)/src/${room === 'config' ? CONFIG : `${room}/`}`, pathNot: SPEC };
  const values = [...own.map((path) => `^apps/$1/src/${path}`), libs(allowed)];
  const types = typesOf.map((path) => `^${path}`);
  const comment = `A file in ${room} imports ${[...own, ...allowed].join(', ')}, and nothing else of Postrider.`;
  return [
    forbid(`room-${room}`, comment, from, { path: '^(apps|libs)/', pathNot: [...values, ...types] }),
    ...types.map((path) =>
      forbid(`room-${room}`, `${comment} Here only \`import type\` is allowed.`, from, {
        path,
        dependencyTypesNot: ['type-only'],
      }),
    ),
  ];
});

/** Import rules. A spec has a refused and an allowed example for every name. */
export const IMPORT_RULES: readonly ImportRule[] = [
  ...libRules,
  ...roomRules,
  ...VENDOR_RULES,
  forbid(
    'domain-is-pure',
    'The domain decides: no framework, no package, no I/O.',
    { path: '^apps/[^/]+/src/domain/', pathNot: SPEC },
    {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
    },
  ),
  forbid(
    'kernel-is-pure',
    'The kernel knows no framework and no server.',
    { path: '^libs/kernel/', pathNot: SPEC },
    {
      path: ['@nestjs/[^/]+', 'rxjs', 'fastify'].map(npm),
    },
  ),
  forbid(
    'app-imports-no-app',
    'Services meet on the bus.',
    { path: '^apps/([^/]+)/', pathNot: '^apps/(standalone|sandbox)/' },
    {
      path: '^apps/',
      pathNot: '^apps/$1/',
    },
  ),
  forbid(
    'cli-is-a-client',
    'The command line knows the API alone.',
    { path: '^apps/cli/' },
    {
      path: '^libs/',
      pathNot: libs(['kernel']),
    },
  ),
  forbid(
    'standalone-hosts-modules',
    'Standalone takes the module file of a service and the list of vendors, and nothing else of an app.',
    { path: '^apps/standalone/' },
    {
      path: '^apps/',
      pathNot: ['^apps/standalone/', '^apps/([^/]+)/src/[^/]+\\.module\\.ts$', VENDOR_LIST],
    },
  ),
  forbid(
    'outside-imports-no-app',
    'Whole-system tests and benches stay outside; they know the list of vendors, and tools read config rooms.',
    { path: '^(e2e|bench|tools)/', pathNot: [CHECKER, ROUTES_BENCH, LISTS_BENCH, RENDER_BENCH] },
    {
      path: '^apps/',
      pathNot: [`^apps/[^/]+/src/${CONFIG}`, VENDOR_LIST],
    },
  ),
  forbid(
    'outside-imports-no-app',
    'The checker judges stored states by the one fold, and knows nothing else of a service.',
    { path: CHECKER },
    {
      path: '^apps/',
      pathNot: '^apps/dispatcher/src/domain/',
    },
  ),
  forbid(
    'outside-imports-no-app',
    'This bench reads routes as the dispatcher does, and knows nothing else of it.',
    { path: ROUTES_BENCH },
    {
      path: '^apps/',
      pathNot: '^apps/dispatcher/src/(application/routing/route-table|outbound/mongo/)',
    },
  ),
  forbid(
    'outside-imports-no-app',
    'This bench reads lists as the dispatcher does, and knows nothing else of it.',
    { path: LISTS_BENCH },
    {
      path: '^apps/',
      pathNot: '^apps/dispatcher/src/(application/messages/(list|search)-|outbound/mongo/)',
    },
  ),
  forbid(
    'outside-imports-no-app',
    'This bench renders as the template service does, and knows nothing else of it.',
    { path: RENDER_BENCH },
    {
      path: '^apps/',
      pathNot: '^apps/template/src/(application/(render|ports)|domain/)',
    },
  ),
  forbid(
    'src-imports-no-testing',
    'Shipped code knows nothing of tests.',
    { path: '^(apps|libs)/[^/]+/', pathNot: TESTS },
    {
      path: ['/test/', '/testing/', SPEC, '^(e2e|bench|tools)/'],
    },
  ),
  forbid(
    'src-imports-no-dev-package',
    'Shipped code only needs packages that are installed in production.',
    { path: '^(apps|libs)/[^/]+/(src|sandbox)/', pathNot: SPEC },
    {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: ['type-only'],
    },
  ),
  forbid(
    'lib-through-its-index',
    'A lib is what its index.ts exports.',
    { path: '^(?:libs/([^/]+)|[^/]+)/' },
    {
      path: '^libs/',
      pathNot: ['^libs/$1/', '^libs/[^/]+/(src|testing)/index\\.ts$'],
    },
  ),
  forbid(
    'no-cycle',
    'If two files need each other, a third is missing; only types may point back.',
    {},
    {
      circular: true,
      viaOnly: { dependencyTypesNot: ['type-only'] },
    },
  ),
  forbid('import-resolves', 'The file or package does not exist.', {}, { couldNotResolve: true }),
  owned('nats-owner', npm('@nats-io/[^/]+'), `^libs/(messaging|servers)/|${TESTS}`, 'NATS is libs/messaging.'),
  owned(
    'mongo-owner',
    npm('mongodb'),
    `^libs/(persistence|servers)/|/outbound/mongo/|${TESTS}`,
    'MongoDB is libs/persistence and outbound/mongo.',
  ),
  owned(
    'memory-server-owner',
    npm('mongodb-memory-server-core'),
    '^libs/servers/',
    'The finders of servers are in libs/servers.',
  ),
  owned(
    'servers-owner',
    '^libs/servers/',
    `^libs/servers/|^apps/standalone/|${TESTS}`,
    'A service is given its servers; it starts none.',
  ),
  owned(
    'service-host-owner',
    '^libs/service-host/',
    `${COMPOSITION}|^libs/service-host/|^apps/standalone/|${TESTS}`,
    'Only main.ts and module files know their host.',
  ),
];

/** A use in a file's text that only one place may have. */
export interface OwnedUse {
  readonly name: string;
  readonly comment: string;
  /** Source text of the expression or name. */
  readonly uses: RegExp;
  readonly owner: RegExp;
}

export const OWNED_USES: readonly OwnedUse[] = [
  {
    name: 'environment-owner',
    comment: 'process.env is read in config rooms.',
    uses: /^process\.env$/,
    owner: new RegExp(`/${CONFIG}|${TESTS}`),
  },
  {
    name: 'clock-owner',
    comment: 'Time comes from the kernel: clock.now() is in database time.',
    uses: /^(Date\.now|new Date\(?\)?|Date\(\)|process\.hrtime(\.bigint)?)$/,
    owner: new RegExp(`^libs/kernel/|${TESTS}`),
  },
  {
    name: 'randomness-owner',
    comment: 'Randomness comes from the kernel: randomOctets() for nonces and keys.',
    uses: /^(Math\.random|randomBytes|randomUUID|randomInt|randomFill|randomFillSync|getRandomValues)$/,
    owner: new RegExp(`^libs/kernel/|${TESTS}`),
  },
];
