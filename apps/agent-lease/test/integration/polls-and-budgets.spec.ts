// Real: agent-lease with its HTTP server, MongoDB, NATS. The dispatcher and the gateway are canned.
import type { LeaseRequest } from '#libs/contracts';
import {
  leased,
  NOTHING,
  runAgentLease,
  SECRET,
  TENANT,
  type RunningAgentLease,
} from '../builders/running-agent-lease.ts';

let running: RunningAgentLease;
beforeAll(async () => {
  running = await runAgentLease({ AGENT_RATE_LIMIT_PER_MIN: '3' });
});
afterAll(() => running[Symbol.asyncDispose]());
beforeEach(() => {
  running.dispatcher.forget();
  running.dispatcher.questions.phones.leases.says({ leases: [] });
});

let phones = 0;
const newPhone = (body: object = {}) => running.register(`budgeted-${phones++}`, { capabilities: ['start'], ...body });
const poll = async (token: string, query: string) => {
  const answer = await running.call(`/agent/jobs/next?${query}`, { token });
  return answer.body.messages as { message_id: string }[];
};
const asked = (): readonly LeaseRequest[] => running.dispatcher.questions.phones.lease.asked;
/** As the dispatcher grants: as many as are asked for, up to `most`. */
const grants = (most: number) => (request: LeaseRequest) => {
  const count = request.recipients ? 0 : Math.min(most, request.limit);
  const leases = Array.from({ length: count }, (_, i) => leased({ lease_id: request.lease_id, message_id: idOf(i) }));
  return { leases, routes: [request.agent], more: false };
};
const idOf = (i: number): string => `01JD3C4V5W6X7Y8Z9A0B1C2D3E.${`${i}`.padStart(4, '0')}`;

test('a phone gets AGENT_RATE_LIMIT_PER_MIN messages; then the dispatcher is not asked', async () => {
  const { id, token } = await newPhone();
  running.dispatcher.questions.phones.lease.says(grants(2));

  expect(await poll(token, 'limit=50')).toHaveLength(2);
  expect(await poll(token, 'limit=50')).toHaveLength(1);
  expect(await poll(token, 'limit=50')).toHaveLength(0);
  expect(asked().map(({ limit }) => limit)).toEqual([3, 1]);
  const view = await running.agents.read({ tenant: TENANT, id });
  expect(view.sims).toMatchObject([{ budget: {}, used: { minute: 3, hour: 3, day: 3, month: 3, parts: 3 } }]);
});

test('a poll in vain uses nothing up', async () => {
  const { token } = await newPhone();
  running.dispatcher.questions.phones.lease.says(NOTHING);
  for (let at = 0; at < 5; at++) expect(await poll(token, 'limit=3')).toEqual([]);
  running.dispatcher.questions.phones.lease.says(grants(3));
  expect(await poll(token, 'limit=3')).toHaveLength(3);
});

test('a repeated poll asks for what is held, and for nobody new', async () => {
  const { token } = await newPhone();
  running.dispatcher.questions.phones.lease.says(grants(3));
  expect(await poll(token, 'limit=3&lease_request_id=once')).toHaveLength(3);

  running.dispatcher.questions.phones.lease.says(({ agent, lease_id }) => ({
    leases: [leased({ lease_id })],
    routes: [agent],
    more: true,
  }));
  expect(await poll(token, 'limit=3&lease_request_id=once')).toHaveLength(1);
  expect(asked().map(({ recipients }) => recipients)).toEqual([undefined, []]);
  expect(asked()[1]!.lease_id).toBe(asked()[0]!.lease_id);
});

test('a repeated poll that gets nothing is not held, because nothing new comes under its id', async () => {
  const { token } = await newPhone();
  running.dispatcher.questions.phones.lease.says(grants(1));
  expect(await poll(token, 'limit=1&lease_request_id=before-a-crash')).toHaveLength(1);
  running.dispatcher.questions.phones.lease.says(NOTHING);

  expect(await poll(token, 'limit=1&wait=5&lease_request_id=before-a-crash')).toEqual([]);

  // A held one asks once more at its end.
  expect(asked()).toHaveLength(2);
});

test('a phone without free parts that repeats a poll gets what it holds, and nothing new', async () => {
  const { token } = await newPhone();
  await running.call('/agent/heartbeat', { token, body: { free_parts: 0 } });
  running.dispatcher.questions.phones.leases.says(({ lease_ids }) => ({
    leases: lease_ids.map((lease_id) => ({ lease_id, messages: 1, parts: 1, recipients: [], open: true })),
  }));
  running.dispatcher.questions.phones.lease.says(grants(3));

  expect(await poll(token, 'limit=3&lease_request_id=full')).toEqual([]);
  expect(asked()).toMatchObject([{ recipients: [] }]);
});

test('a repeated poll takes its free parts once', async () => {
  const { token } = await newPhone();
  await running.call('/agent/heartbeat', { token, body: { free_parts: 3 } });
  running.dispatcher.questions.phones.lease.says(grants(1));
  expect(await poll(token, 'limit=1&lease_request_id=again')).toHaveLength(1);
  running.dispatcher.questions.phones.lease.says(({ agent, lease_id }) => ({
    leases: [leased({ lease_id })],
    routes: [agent],
    more: true,
  }));
  for (let at = 0; at < 3; at++) expect(await poll(token, 'limit=1&lease_request_id=again')).toHaveLength(1);

  running.dispatcher.questions.phones.lease.says(grants(1));
  expect(await poll(token, 'limit=1')).toHaveLength(1);
  expect(asked().at(-1)).toMatchObject({ max_parts: 2 });
});

test('a budget is saved by the phone and slot, is cut to the limit of the installation, and bounds the next poll', async () => {
  const sims = [{ slot: 0, id: '8984048812345678901', operator: 'Viettel' }];
  const one = await newPhone({ sims });
  await running.call('/agent/heartbeat', { token: one.token, body: { sims } });
  const budget = { per_minute: 50, per_day: 1 };
  const saved = await running.agents.saveBudget({ tenant: TENANT, id: one.id, by: 'user.ann', budget });
  expect(saved.sims).toMatchObject([{ slot: 0, budget: { per_minute: 3, per_day: 1 }, used: { day: 0 } }]);

  running.dispatcher.questions.phones.lease.says(grants(3));
  expect(await poll(one.token, 'limit=3')).toHaveLength(1);
  const other = await running.register('same-sim', { registration_secret: SECRET });
  await running.call('/agent/heartbeat', { token: other.token, body: { sims } });
  expect(await poll(other.token, 'limit=3')).toEqual([]);
  await expect(
    running.agents.saveBudget({ tenant: TENANT, id: one.id, by: 'user.ann', budget: { zone: 'Mars/Olympus' } }),
  ).rejects.toMatchObject({ code: 'invalid_field', errors: [{ field: 'zone' }] });
});

test('what the first SIM got is answered, even if the dispatcher cannot be asked for the second', async () => {
  const { token } = await newPhone({ capabilities: [], sims: [{ slot: 0 }, { slot: 1 }] });
  running.dispatcher.questions.phones.lease.says((request) => {
    if (asked().length > 1) throw new Error('It is away.');
    return grants(1)(request);
  });

  expect(await poll(token, 'limit=2')).toHaveLength(1);
  expect(asked()).toHaveLength(2);
});
