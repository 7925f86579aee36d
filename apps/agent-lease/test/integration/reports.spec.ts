// Real: agent-lease with its HTTP server, MongoDB, NATS. The dispatcher and the gateway are canned.
import {
  MESSAGE,
  runAgentLease,
  TENANT,
  type Answer,
  type RunningAgentLease,
} from '../builders/running-agent-lease.ts';

let running: RunningAgentLease;
let phone: { id: string; token: string };
let plain: { id: string; token: string };
beforeAll(async () => {
  running = await runAgentLease();
  phone = await running.register('starter', { capabilities: ['start'], sims: [{ slot: 0, number: '+84912345678' }] });
  plain = await running.register('plain');
});
afterAll(() => running[Symbol.asyncDispose]());
beforeEach(() => {
  running.dispatcher.forget();
  running.dispatcher.questions.phones.report.says(({ reports }) => ({
    results: reports.map(({ message_id }) => ({ message_id, applied: true, status: 'SENT' as const })),
  }));
});

const message = (n: number): string => `01JD3C4V5W6X7Y8Z9A0B1C2D3E.${String(n).padStart(4, '0')}`;
const report = (messages: unknown, token = phone.token): Promise<Answer> =>
  running.call('/agent/messages/report', { token, body: { messages } });
const passedOn = () => running.dispatcher.questions.phones.report.asked.flatMap(({ reports }) => reports);
const LEASE = { lease_id: 'l'.repeat(24), fence: 1 };

test('each status is passed on as what the phone saw', async () => {
  const statuses = ['SENDING', 'SENT', 'DELIVERED', 'UNKNOWN'];

  await report(statuses.map((status, n) => ({ message_id: message(n), status, ...LEASE })));

  expect(passedOn()).toEqual(
    statuses.map((status, n) => ({ message_id: message(n), event: status.toLowerCase(), ...LEASE })),
  );
});

test.each([
  ['NO_SERVICE', { outcome: 'vendor_fault', fault: 'down', code: 'NO_SERVICE' }],
  ['RESULT_ERROR_NULL_PDU', { outcome: 'vendor_fault', fault: 'request', code: 'ERROR_NULL_PDU' }],
  ['LIMIT_EXCEEDED', { outcome: 'throttled', retry_after_ms: 60_000, code: 'LIMIT_EXCEEDED' }],
  ['could not text 0912345678', { outcome: 'vendor_fault', fault: 'down', code: 'PHONE_ERROR' }],
])('a failure of a phone that asks first is told by its code: %s', async (last_error, told) => {
  await report([{ message_id: MESSAGE, status: 'FAILED', last_error, ...LEASE }]);

  expect(passedOn()).toEqual([{ message_id: MESSAGE, event: 'failed', ...LEASE, ...told }]);
});

test("a failure of a phone that never asks ends the message, as SafeCare's do", async () => {
  await report([{ message_id: MESSAGE, status: 'FAILED', last_error: 'NO_SERVICE' }], plain.token);

  expect(passedOn()).toEqual([{ message_id: MESSAGE, event: 'failed', outcome: 'rejected', code: 'NO_SERVICE' }]);
});

test('a wrong item is refused alone, and the others are applied in their order', async () => {
  const answer = await report([
    { message_id: message(1), status: 'SENT' },
    { message_id: message(2), status: 'EXPLODED' },
    'not an object',
    { message_id: 'of nobody', status: 'SENT' },
    { message_id: message(3), status: 'SENT', fence: 2 ** 53, lease_id: LEASE.lease_id },
    { message_id: message(4), status: 'sent', colour: 'red', last_error: null },
  ]);

  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body.messages).toEqual([
    { message_id: message(1), applied: true, status: 'SENT', reason: null },
    {
      message_id: message(2),
      applied: false,
      status: null,
      reason: 'invalid_field',
      detail: expect.stringContaining('status'),
    },
    { message_id: null, applied: false, status: null, reason: 'invalid_field', detail: expect.any(String) },
    { message_id: 'of nobody', applied: false, status: null, reason: 'not_found' },
    { message_id: message(3), applied: false, status: null, reason: 'stale_lease' },
    { message_id: message(4), applied: true, status: 'SENT', reason: null },
  ]);
  expect(passedOn().map(({ message_id }) => message_id)).toEqual([message(1), message(4)]);
});

test('a report of wrong items alone is refused by field', async () => {
  expect(await report([{ message_id: MESSAGE, status: 'EXPLODED' }, { status: 'SENT' }])).toMatchObject({
    status: 400,
    body: {
      code: 'invalid_field',
      'messages.0.status': [expect.any(String)],
      'messages.1.message_id': [expect.any(String)],
    },
  });
});

test.each([
  ['no list', {}, 400],
  ['an empty list', [], 400],
  ['101 items', Array.from({ length: 101 }, (_, n) => ({ message_id: message(n), status: 'SENT' })), 413],
])('%s is refused', async (_, messages, status) => {
  expect((await report(messages)).status).toBe(status);
  expect(passedOn()).toEqual([]);
});

test('equal items of one report have one effect, and each its result', async () => {
  const item = { message_id: MESSAGE, status: 'SENT', ...LEASE };

  const { body } = await report([item, item, { ...item, status: 'DELIVERED' }, item]);

  expect(body.messages).toHaveLength(4);
  expect(passedOn()).toHaveLength(2);
});

test.each(['1970-01-01T00:00:00Z', '2099-01-01T00:00:00Z', 'tomorrow', 0])(
  'the time %s of a phone is ignored and said to be wrong',
  async (at) => {
    const { body } = await report([{ message_id: MESSAGE, status: 'SENT', at }]);

    expect(body.messages).toMatchObject([{ applied: true, clock_wrong: true }]);
    expect(passedOn()).toEqual([{ message_id: MESSAGE, event: 'sent' }]);
  },
);

test.each([0, -1, 2 ** 53])('a message is not started with the fence %s', async (fence) => {
  const answer = await running.call(`/agent/messages/${MESSAGE}/start`, {
    token: phone.token,
    body: { ...LEASE, fence },
  });

  expect(answer).toMatchObject({ status: 200, body: { applied: false, reason: 'stale_lease', send_within_ms: 0 } });
  expect(running.dispatcher.questions.phones.start.asked).toEqual([]);
});

test('a phone that starts a message has shown that it can', async () => {
  const { id, token } = await running.register('learner');

  await running.call(`/agent/messages/${MESSAGE}/start`, { token, body: LEASE });

  expect(running.dispatcher.questions.phones.start.asked).toEqual([
    { tenant: TENANT, agent: id, grant: { message_id: MESSAGE, ...LEASE } },
  ]);
  expect(await running.agents.read({ tenant: TENANT, id })).toMatchObject({ can_start: true });
});

test('a heartbeat names leases; those that no phone can hold are revoked, and the rest is asked for', async () => {
  running.dispatcher.questions.phones.renew.says(({ grants }) => ({
    extended: [],
    revoked: grants.map(({ message_id }) => message_id),
  }));
  const leases = [
    { message_id: message(1), ...LEASE },
    { message_id: message(2), ...LEASE, fence: -1 },
  ];

  const { body } = await running.call('/agent/heartbeat', { token: phone.token, body: { leases } });

  expect(body).toMatchObject({ extended: [], revoked: [message(1), message(2)], lease_ttl_ms: 300_000 });
  expect(Math.abs(Date.parse(body.server_time as string) - Date.now())).toBeLessThan(5_000);
  expect(running.dispatcher.questions.phones.renew.asked).toEqual([
    { tenant: TENANT, agent: phone.id, grants: [leases[0]], lease_ms: 300_000, most_ms: 1_200_000 },
  ]);
});

test('a heartbeat is kept although the dispatcher does not answer', async () => {
  running.dispatcher.questions.phones.renew.refuses('service_unavailable');

  const body = {
    battery: 7,
    charging: false,
    network: 'lte',
    app_version: '1.2.3',
    leases: [{ message_id: MESSAGE, ...LEASE }],
  };
  expect(await running.call('/agent/heartbeat', { token: phone.token, body })).toMatchObject({
    status: 200,
    body: { extended: [], revoked: [] },
  });

  const view = await running.agents.read({ tenant: TENANT, id: phone.id });
  expect(view).toMatchObject({ battery: 7, charging: false, network: 'lte', app_version: '1.2.3', online: true });
  expect(await running.metrics()).toMatch(new RegExp(`postrider_phone_battery_percent\\{agent="${phone.id}".*\\} 7`));
  expect(await running.metrics()).toMatch(new RegExp(`postrider_phone_online\\{agent="${phone.id}".*\\} 1`));
});

test('texts that a phone received are recorded under its own ids', async () => {
  const at = new Date(Date.now() - 5_000);
  const messages = [
    { device_message_id: '17', from: '+84900000001', text: 'STOP', received_at: at.toISOString(), sim_slot: 0 },
    { device_message_id: '18', from: 'MyBank', text: 'Hi', received_at: '1970-01-01T00:00:00Z' },
    { device_message_id: '', from: '1', text: 'no id' },
  ];

  const answer = await running.call('/agent/inbox', { token: phone.token, body: { messages } });

  expect(answer).toMatchObject({
    status: 200,
    body: {
      messages: [
        { device_message_id: '17', recorded: true },
        { recorded: true },
        { recorded: false, reason: 'invalid_field' },
      ],
    },
  });
  expect(running.dispatcher.questions.inbound.record.asked).toEqual([
    {
      ...{ tenant: TENANT, vendor: 'phone', route: phone.id },
      texts: [
        { vendor_text_id: '17', from: '+84900000001', to: '+84912345678', text: 'STOP', received_at: at.getTime() },
        { vendor_text_id: '18', from: 'MyBank', to: '+84912345678', text: 'Hi' },
      ],
    },
  ]);
});

test('a phone that does not know its number receives texts for its id', async () => {
  const messages = [{ device_message_id: '1', from: '+84900000001', text: 'Hi' }];

  await running.call('/agent/inbox', { token: plain.token, body: { messages } });

  expect(running.dispatcher.questions.inbound.record.asked).toMatchObject([{ texts: [{ to: plain.id }] }]);
});
