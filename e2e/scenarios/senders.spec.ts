// Real except the vendor: the API, the dispatchers and their database.
import { Scene } from '../harness/scene.ts';
import { sharedTarget } from '../harness/target.ts';

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'senders', 2)));
afterAll(() => scene.close());

const SENDER = '/api/v1/senders/Told';

interface Change {
  readonly version: number;
  readonly what: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly by: string;
}
interface Page {
  readonly data: readonly Change[];
  readonly next_cursor: string | null;
}

test('the history of a sender names everybody who saved or deleted it, also if several gateways save it at once', async () => {
  const { body } = await scene.api.call<{ data: { id: string; vendor: string }[] }>('GET', '/api/v1/routes');
  // The other vendors take no name as a sender.
  const routes = body.data.filter(({ vendor }) => ['twilio', 'sns'].includes(vendor)).map(({ id }) => id);
  const orders = Array.from({ length: 8 }, (_, at) => [routes[at % routes.length]!]);

  const saved = await Promise.all(
    orders.map((to, at) => scene.apis[at % scene.apis.length]!.call('PUT', SENDER, { body: { routes: to } })),
  );
  const deleted = await scene.api.call('DELETE', SENDER);
  const gone = await scene.api.call('GET', SENDER);

  expect(new Set(saved.map(({ status }) => status))).toEqual(new Set([200]));
  expect([deleted.status, gone.status]).toEqual([204, 404]);
  const changes: Change[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Page = (await scene.api.call<Page>('GET', `${SENDER}/history?limit=2${cursor && `&cursor=${cursor}`}`))
      .body;
    changes.push(...page.data);
    cursor = page.next_cursor;
  }
  expect(changes[0]).toMatchObject({ what: 'deleted', to: [] });
  expect(changes.map(({ version }) => version)).toEqual(changes.map((_, at) => changes.length - at));
  for (const [at, { from }] of changes.entries()) expect(from).toEqual(changes[at + 1]?.to ?? []);
  const told = changes.slice(1).map(({ to }) => to.join());
  for (const to of orders) expect(told).toContain(to.join());
  for (const { by } of changes) expect(by).toMatch(/^key:/);
}, 60_000);
