// Real: dispatchers, nats-server, mongod. Scripted: the vendor's adapter. Times are divided by 20.
import { dispatcherContracts } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import type { PolicyDocument, RouteChangeDocument } from '../../src/outbound/mongo/collections.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
let first: string;
let second: string;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
  first = running.route;
  second = await running.addRoute({ key: 'second' });
}, 60_000);
afterAll(() => running?.close(), 30_000);

const health = async () =>
  (await running.bus.call(dispatcherContracts.routes.health, { tenant: running.tenant })).routes;

test('the data of all replicas about a route is one health', async () => {
  const other = await running.another();
  await running.submit(Array.from({ length: 40 }, () => ({})));
  running.bus = other.bus;
  await running.submit([{}]);

  const seen = await until('all attempts are told', async () => {
    const route = (await health()).find(({ route: id }) => id === first);
    return route?.windows[0]?.outcomes.accepted === 41 && route;
  });

  expect(seen).toMatchObject({ vendor: 'fake', enabled: true, penalty: 0, state: { breaker: 'closed' } });
  expect(seen.windows).toMatchObject([{ seconds: 60, success: 1 }, { seconds: 600 }]);
  expect(seen.windows[0]!.p95_ms).toBeGreaterThanOrEqual(seen.windows[0]!.p50_ms!);
});

test('errors take weight from a route of a weighted list, and every change has its reason', async () => {
  const db = running.db;
  const rules = [
    {
      weighted: [
        { route: first, weight: 50 },
        { route: second, weight: 50 },
      ],
    },
  ];
  const policy = { tenant: running.tenant, environment: 'test', version: 1, rules, updated_by: 'user:1' } as const;
  await db
    .collection<PolicyDocument>('routing_policies')
    .insertOne({ _id: `${running.tenant}.test`, ...policy, updated_at: new Date() });
  const fault = answering({ outcome: 'vendor_fault', fault: 'request' });
  running.vendor.deliver = (items, account) => (account === first ? fault : acceptAll)(items);

  const change = await until(
    'points are taken',
    async () => {
      await running.submit(Array.from({ length: 20 }, () => ({})));
      return db.collection<RouteChangeDocument>('route_changes').findOne({ what: 'weight' });
    },
    { withinMs: 90_000, everyMs: 200 },
  );

  expect(change).toMatchObject({ route: first, from: 0, to: 10, reason: 'errors', by: 'postrider' });
  expect((await health()).find(({ route }) => route === first)?.penalty).toBeGreaterThanOrEqual(10);
}, 120_000);
