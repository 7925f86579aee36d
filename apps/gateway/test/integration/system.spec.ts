// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { unavailable } from '#libs/kernel';
import { GatewayUnderTest } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());

interface Check {
  readonly service: string;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

async function checks() {
  const headers = { authorization: `Bearer ${await gateway.logIn()}` };
  const { status, body } = await gateway.call('/api/v1/system/checks', { headers });
  return { status, ok: body.ok, checks: body.checks as Check[] };
}

test('each service says how its database is, and that it answers', async () => {
  const { status, checks: found } = await checks();

  expect(status).toBe(200);
  expect(found.map(({ service, name }) => `${service} ${name}`)).toEqual([
    'gateway database',
    'gateway clock',
    'gateway disk',
    'gateway indexes',
    'dispatcher bus',
    'dispatcher disk',
    'template bus',
    'template disk',
    'agent-lease bus',
  ]);
  expect(found.find(({ name }) => name === 'indexes')).toMatchObject({ ok: true, detail: 'All indexes are there.' });
});

test('a service that does not answer is wrong, and so is the whole', async () => {
  const { check } = gateway.dispatcher.system;
  check.saysNext(unavailable('The database'));

  const { status, ok, checks: found } = await checks();

  expect({ status, ok }).toEqual({ status: 200, ok: false });
  expect(found.filter(({ service }) => service === 'dispatcher')).toEqual([
    {
      service: 'dispatcher',
      name: 'answers',
      ok: false,
      detail: 'It does not answer over NATS. Are NATS and the dispatcher running?',
    },
  ]);
});
