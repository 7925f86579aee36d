// Real: agent-lease with its HTTP server, MongoDB, NATS. The dispatcher and the gateway are canned.
import { connect } from 'node:net';
import { MESSAGE, runAgentLease, SECRET, type Call, type RunningAgentLease } from '../builders/running-agent-lease.ts';

let running: RunningAgentLease;
let token: string;
beforeAll(async () => {
  running = await runAgentLease();
  ({ token } = await running.register());
});
afterAll(() => running[Symbol.asyncDispose]());

const LEASE = { message_id: MESSAGE, lease_id: 'l'.repeat(24), fence: 1 };
const bigger = JSON.stringify({ device_id: 'x', label: 'y'.repeat(256 * 1_024) });
const deep = `{"sims":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
const wide = `{${Array.from({ length: 20_000 }, (_, n) => `"k${n}":1`).join()}}`;

type Case = [name: string, path: string, of: Call, status: number, code: string, field?: string];
const POST = 'POST';
const cases: Case[] = [
  ['an unknown address', '/agent/nothing', {}, 404, 'not_found'],
  ['another method', '/sms/agent/register', { method: 'GET' }, 405, 'method_not_allowed'],
  [
    'another method with a slash at the end',
    '/agent/jobs/next/',
    { method: POST, body: {} },
    405,
    'method_not_allowed',
  ],
  [
    'a form',
    '/agent/register',
    { method: POST, body: 'a=b', headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported_media_type',
  ],
  [
    'a compressed body',
    '/agent/register',
    { body: '{}', headers: { 'content-encoding': 'gzip' } },
    415,
    'unsupported_media_type',
  ],
  ['an empty body', '/agent/register', { method: POST }, 400, 'invalid_json'],
  ['broken JSON', '/agent/register', { body: '{"device_id":' }, 400, 'invalid_json'],
  ['a list', '/agent/register', { body: '[]' }, 400, 'invalid_json'],
  [
    'half a character',
    '/agent/register',
    { body: String.raw`{"device_id":"\ud800"}` },
    400,
    'invalid_field',
    'device_id',
  ],
  ['a body above 256 KiB', '/agent/register', { body: bigger }, 413, 'request_too_large'],
  ['a body nested 10,000 deep', '/agent/register', { body: deep }, 400, 'invalid_json'],
  ['a body without the fields', '/agent/register', { body: wide }, 400, 'invalid_field', 'device_id'],
  [
    'a name of control characters',
    '/agent/register',
    { body: { device_id: '\u0000' } },
    400,
    'invalid_field',
    'device_id',
  ],
  ['a number for a text', '/agent/register', { body: { device_id: 5 } }, 400, 'invalid_field', 'device_id'],
  [
    'a text for a flag',
    '/agent/register',
    { body: { device_id: 'x', rotate_token: 'no' } },
    400,
    'invalid_field',
    'rotate_token',
  ],
  [
    'an empty Idempotency-Key',
    '/agent/jobs/next',
    { headers: { 'idempotency-key': '' } },
    400,
    'invalid_idempotency_key',
  ],
  ['a battery of 101', '/agent/heartbeat', { body: { battery: 101 } }, 400, 'invalid_field', 'battery'],
  ['parts below none', '/agent/heartbeat', { body: { free_parts: -1 } }, 400, 'invalid_field', 'free_parts'],
  ['five SIMs', '/agent/heartbeat', { body: { sims: [1, 2, 3, 4, 5] } }, 400, 'invalid_field', 'sims'],
  ['a SIM that is a number', '/agent/heartbeat', { body: { sims: [7] } }, 400, 'invalid_field', 'sims.0'],
  ['one slot twice', '/agent/heartbeat', { body: { sims: [{ slot: 0 }, { slot: 0 }] } }, 400, 'invalid_field', 'sims'],
  [
    'a lease without a fence',
    '/agent/heartbeat',
    { body: { leases: [{ ...LEASE, fence: undefined }] } },
    400,
    'invalid_field',
    'leases.0.fence',
  ],
  [
    '201 leases',
    '/agent/heartbeat',
    { body: { leases: Array.from({ length: 201 }, () => LEASE) } },
    400,
    'invalid_field',
    'leases',
  ],
  [
    'a start without a lease',
    `/agent/messages/${MESSAGE}/start`,
    { body: { fence: 1 } },
    400,
    'invalid_field',
    'lease_id',
  ],
  [
    'a fence that is a text',
    `/agent/messages/${MESSAGE}/start`,
    { body: { ...LEASE, fence: '1' } },
    400,
    'invalid_field',
    'fence',
  ],
  [
    'an inbox of 101',
    '/agent/inbox',
    { body: { messages: Array.from({ length: 101 }, () => ({})) } },
    413,
    'request_too_large',
  ],
];

test.each(cases)('%s is refused in the shape of this door', async (...[, path, of, status, code, field]: Case) => {
  const answer = await running.call(path, { ...of, ...(path.endsWith('register') ? {} : { token }) });

  expect(answer).toMatchObject({ status, body: { code, detail: expect.any(String) } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  if (field !== undefined) expect(answer.body[field]).toEqual([expect.any(String)]);
});

test.each([
  ['/agent/register', {}, 'device_id', 'device_id must be a string.'],
  ['/agent/register', { device_id: 5 }, 'device_id', 'device_id must be a string.'],
  ['/agent/register', { device_id: '' }, 'device_id', 'device_id must be longer than or equal to 1 characters.'],
  ['/agent/register', { device_id: '\u0000' }, 'device_id', 'device_id must have no control characters.'],
  [`/agent/messages/${MESSAGE}/start`, { fence: 1 }, 'lease_id', 'lease_id must be a string.'],
])('%s with %j is told the first thing that is wrong with %s', async (path, body, field, sentence) => {
  expect((await running.call(path, { body, token })).body[field]).toEqual([sentence]);
});

test('an address says which methods it takes', async () => {
  expect((await running.call('/agent/inbox', { token })).headers.get('allow')).toBe('POST');
  expect((await running.call('/agent/jobs/next', { token, method: 'DELETE' })).headers.get('allow')).toBe('GET');
});

test('a body is not read before the caller is known', async () => {
  expect(await running.call('/agent/inbox', { body: '{"broken' })).toMatchObject({ status: 401 });
});

test('unknown fields are ignored and not stored', async () => {
  const body = {
    device_id: 'with more',
    registration_secret: SECRET,
    tenant: '00000002',
    enabled: false,
    colour: 'red',
  };

  expect((await running.call('/agent/register', { body })).status).toBe(201);

  const stored = await running.mongo.session.db.collection('agents').findOne({ device_id: 'with more' });
  expect(stored).toMatchObject({ tenant: '00000001', enabled: true });
  expect(stored).not.toHaveProperty('colour');
  expect(stored).not.toHaveProperty('registration_secret');
});

test.each([
  ['HELLO\r\n\r\n', 400],
  ['BREW /agent/register HTTP/1.1\r\nHost: x\r\n\r\n', 501],
  [`GET /agent/jobs/next HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
])('what is not HTTP is refused in the same shape: %j', async (bytes, status) => {
  const answer = await raw(bytes);

  expect(answer).toContain(`HTTP/1.1 ${status} `);
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
    detail: expect.any(String),
    code: expect.any(String),
  });
});

function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(running.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (data) => (text += data.toString()));
    socket.on('end', () => resolve(text)).on('error', reject);
  });
}
