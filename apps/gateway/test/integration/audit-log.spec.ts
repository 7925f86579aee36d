// Real: two gateways, HTTP, MongoDB, NATS, the file of anchors. The dispatcher is a canned service on the real bus.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayContracts } from '#libs/contracts';
import { clientOf } from '#libs/messaging';
import { until } from '../../../../libs/persistence/testing/index.ts';
import type { AuditDocument, UnchainedAuditDocument } from '../../src/outbound/mongo/documents.ts';
import { seals } from './audit-log-on.ts';
import { GatewayUnderTest, OTHER_TENANT, PASSWORD, TENANT, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

const LOG = '/api/v1/audit-log';
const folder = mkdtempSync(join(tmpdir(), 'postrider-audit-'));
const anchors = join(folder, 'anchors.jsonl');

let gateway: GatewayUnderTest;
let owner: { readonly authorization: string };
beforeAll(async () => {
  const own = { AUDIT_CHAIN_KEY: Buffer.alloc(32, 7).toString('base64'), AUDIT_ANCHOR_SECONDS: '1' };
  gateway = await GatewayUnderTest.start({ ...own, AUDIT_ANCHOR_FILE: anchors });
  owner = await addUser(gateway, 'owner');
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await rows().deleteMany({});
  await unchained().deleteMany({});
  writeFileSync(anchors, '');
});

const rows = () => gateway.mongo.session.db.collection<AuditDocument>('audit_logs');
const unchained = () => gateway.mongo.session.db.collection<UnchainedAuditDocument>('audit_log');
type Entry = Readonly<Record<string, string | number>>;
type Page = { readonly data: readonly Entry[]; readonly next_cursor: string | null };
const get = (query = '', headers: Readonly<Record<string, string>> = owner): Promise<Answer> =>
  gateway.call(`${LOG}${query}`, { headers });
const pageOf = async (query: string): Promise<Page> => (await get(query)).body as unknown as Page;

/** A chain of rows; a row of `over` changes what it names. */
async function fill(count: number, over: Readonly<Record<number, Partial<AuditDocument>>> = {}): Promise<void> {
  let prev = '';
  const made = Array.from({ length: count }, (_, at) => {
    const seq = at + 1;
    const row = { action: 'key.create', outcome: 'allowed' as const, actor: 'user:ada', target: `key-${seq}` };
    const when = new Date(Date.UTC(2020, 0, 1, 0, 0, seq));
    const document = { _id: `${TENANT}.${seq}`, tenant: TENANT, seq, at: when, ...row, ...over[seq], prev };
    prev = seals.ofRow(document);
    return { ...document, hash: prev };
  });
  await rows().insertMany(made);
}

test('a row says who did what to what from where, how it ended, and in which trace', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { ...owner, traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  const key = { name: 'The shop', environment: 'live', scopes: ['messages:send'] };
  const made = await gateway.call('/api/v1/api-keys', { method: 'POST', headers, body: key });
  await gateway.call('/api/v1/api-keys/zzzzzzzzzzzz', { method: 'DELETE', headers });

  const { data } = await pageOf('');
  const common = { actor: 'user:user-owner', client_ip: '127.0.0.1', trace_id: trace };
  expect(data).toMatchObject([
    { ...common, action: 'key.revoke', result: 'denied', target: 'zzzzzzzzzzzz', code: 'not_found' },
    { ...common, action: 'key.create', result: 'allowed', target: made.body.id },
  ]);
  expect(data[0]!.seq).toBe(Number(data[1]!.seq) + 1);
  expect(JSON.stringify(data)).not.toContain(String(made.body.key));
});

test('calls that are refused before their handler are recorded with their trace', async () => {
  const operator = await addUser(gateway, 'operator');
  const { keyId, key } = await gateway.addKey({ revoked_at: new Date() });
  const exposed = await gateway.addKey({});
  const refused = [
    await gateway.call('/api/v1/users', { headers: operator }),
    await gateway.call('/api/v1/routes', { headers: { 'x-api-key': key } }),
    await gateway.call(`/api/v1/routes?api_key=${exposed.key}`),
  ];

  const { data } = await pageOf('?result=denied');
  expect(data.toReversed()).toMatchObject([
    { action: 'access.scope', actor: 'user:user-operator', code: 'insufficient_scope', reason: 'users:write' },
    { action: 'auth.credential', actor: `key:${keyId}`, code: 'unauthenticated', reason: 'revoked' },
    { action: 'auth.key_in_url', actor: `key:${exposed.keyId}`, code: 'unauthenticated' },
  ]);
  expect(data.toReversed().map(({ trace_id }) => trace_id)).toEqual(refused.map(({ body }) => body.trace_id));
  const keys = gateway.mongo.session.db.collection<{ _id: string }>('api_keys');
  expect(await keys.findOne({ _id: exposed.keyId })).toHaveProperty('exposed_at');
});

test('pages are newest first, and a cursor stays right while rows are added', async () => {
  await fill(25);
  const first = await pageOf('?limit=10');

  await gateway.call('/api/v1/api-keys/zzzzzzzzzzzz', { method: 'DELETE', headers: owner });
  const second = await pageOf(`?limit=10&cursor=${first.next_cursor}`);
  const third = await pageOf(`?limit=10&cursor=${second.next_cursor}`);

  const seqs = [first, second, third].flatMap(({ data }) => data.map(({ seq }) => seq));
  expect(seqs).toEqual(Array.from({ length: 25 }, (_, at) => 25 - at));
  expect(third.next_cursor).toBeNull();
});

test('rows of one time are each on one page', async () => {
  const at = new Date('2030-01-01T00:00:00Z');
  await fill(7, Object.fromEntries(Array.from({ length: 7 }, (_, n) => [n + 1, { at }])));
  const first = await pageOf('?limit=3');
  const second = await pageOf(`?limit=3&cursor=${first.next_cursor}`);
  const third = await pageOf(`?limit=3&cursor=${second.next_cursor}`);

  expect([first, second, third].flatMap(({ data }) => data.map(({ seq }) => seq))).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test.each([
  ['action=user.delete', [4, 2]],
  ['actor=key:aaaaaaaaaaaa', [3]],
  ['target=key-5', [5]],
  ['result=denied', [4]],
  ['from=2020-01-01T00:00:04Z', [6, 5, 4]],
  ['until=2020-01-01T00:00:03Z', [2, 1]],
  ['from=2020-01-01T00:00:02Z&until=2020-01-01T00:00:05Z&action=user.delete', [4, 2]],
  ['action=user.delete&result=allowed', [2]],
  ['actor=user:nobody', []],
])('the filter %s chooses the rows %j', async (query, expected) => {
  await fill(6, {
    2: { action: 'user.delete' },
    3: { actor: 'key:aaaaaaaaaaaa' },
    4: { action: 'user.delete', outcome: 'denied' },
  });

  expect((await pageOf(`?${query}`)).data.map(({ seq }) => seq)).toEqual(expected);
  const pages = [await pageOf(`?${query}&limit=1`)];
  while (pages.at(-1)!.next_cursor !== null)
    pages.push(await pageOf(`?${query}&limit=1&cursor=${pages.at(-1)!.next_cursor}`));
  expect(pages.flatMap(({ data }) => data.map(({ seq }) => seq))).toEqual(expected);
});

test.each(['result=ok', 'from=yesterday', 'from=2030-01-02T00:00:00Z&until=2030-01-01T00:00:00Z', 'actor=', 'limit=0'])(
  'the filter %s is refused',
  async (query) => {
    const answer = await get(`?${query}`);

    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_field']);
  },
);

test('rows from before the chain come last, and are counted by the verification', async () => {
  await fill(2);
  const row = { action: 'key.create', outcome: 'allowed' as const, actor: 'user:ada', tenant: TENANT, from: '::1' };
  await unchained().insertMany([
    { ...row, _id: 'one', at: new Date('2019-01-01T00:00:00Z') },
    { ...row, _id: 'two', at: new Date('2019-01-02T00:00:00Z') },
    { ...row, _id: 'foreign', tenant: OTHER_TENANT, at: new Date('2019-01-02T00:00:00Z') },
  ]);

  expect((await pageOf('')).data.map(({ id }) => id)).toEqual([`${TENANT}.2`, `${TENANT}.1`, 'two', 'one']);
  const pages = [await pageOf('?limit=1')];
  while (pages.at(-1)!.next_cursor !== null) pages.push(await pageOf(`?limit=1&cursor=${pages.at(-1)!.next_cursor}`));
  expect(pages.map(({ data }) => data[0]!.id)).toEqual([`${TENANT}.2`, `${TENANT}.1`, 'two', 'one']);
  expect(pages[3]!.data[0]).toMatchObject({ client_ip: '::1' });
  expect((await get('/verification')).body).toMatchObject({ verified: true, rows: 2, before_chain: 2 });
});

test("another tenant's rows are in no answer", async () => {
  await fill(3, { 2: { _id: `${OTHER_TENANT}.2`, tenant: OTHER_TENANT } });

  expect((await pageOf('')).data.map(({ seq }) => seq)).toEqual([3, 1]);
  expect((await get('/export')).text).not.toContain('key-2');
});

test('a test key does not read the log, which is of both environments', async () => {
  const { key } = await gateway.addKey({ environment: 'test', scopes: ['audit:read'] });

  for (const path of ['', '/export', '/verification']) {
    const answer = await get(path, { 'x-api-key': key });
    expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'insufficient_scope']);
  }
});

test('what no tenant did is read by installation administrators alone', async () => {
  await gateway.call('/api/v1/auth/login', { method: 'POST', body: { username: 'nobody', password: 'x' } });
  const administrator = { authorization: `Bearer ${await gateway.logIn()}` };

  const { body } = await get('?chain=installation', administrator);
  expect(body.data).toMatchObject([{ action: 'auth.login', result: 'denied', actor: 'anonymous' }]);
  expect((await pageOf('')).data.map(({ result }) => result)).toEqual(['allowed']);
  for (const path of ['?', '/export?', '/verification?']) {
    const answer = await get(`${path}chain=installation`);
    expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'insufficient_scope']);
  }
});

test.each(['DELETE', 'PUT', 'PATCH', 'POST'])('B73 %s of the log is 405', async (method) => {
  for (const path of [LOG, `${LOG}/export`, `${LOG}/verification`]) {
    const answer = await gateway.call(path, { method, headers: owner, body: {} });
    expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
  }
});

test('B71 an export has every row of the choice, and no cell that a spreadsheet would execute', async () => {
  await fill(1_500, { 7: { target: '=HYPERLINK("x")' }, 8: { target: '@SUM,"a"' } });

  const csv = await get('/export?action=key.create');
  const json = await get('/export?format=ndjson&target=key-9');

  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit-log.csv"');
  const lines = csv.text.trimEnd().split('\r\n');
  expect(lines[0]).toBe('seq,at,action,result,actor,target,code,reason,client_ip,trace_id,hash,id');
  expect(lines).toHaveLength(1_501);
  expect(lines.at(-7)).toContain(`,"'=HYPERLINK(""x"")",`);
  expect(lines.at(-8)).toContain(`,"'@SUM,""a""",`);
  expect(json.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  expect(JSON.parse(json.text)).toEqual((await pageOf('?target=key-9')).data[0]);
  expect((await pageOf('?action=audit.export')).data.map(({ reason }) => reason)).toEqual(['target', 'action']);
});

test('B72 when the caller leaves midway the server ends its cursor, and meanwhile a fourth export is 429', async () => {
  await fill(30_000);
  const open = async (): Promise<number> => {
    const { metrics } = await gateway.mongo.session.db.admin().command({ serverStatus: 1 });
    return Number(metrics.cursor.open.total);
  };
  const before = await open();

  const callers = await Promise.all([1, 2, 3].map(() => startExport()));
  expect(await open()).toBe(before + 3);
  const fourth = await get('/export');
  callers.forEach((caller) => caller.destroy());

  expect([fourth.status, fourth.body.code, fourth.headers.get('retry-after')]).toEqual([429, 'too_many_attempts', '5']);
  await until('the cursors have ended', async () => (await open()) === before);
  expect((await get('/export?action=user.delete')).status).toBe(200);
});

/** An export of which nothing is read after the first bytes. */
const startExport = () =>
  new Promise<ReturnType<typeof request>>((resolve, reject) => {
    const call = request(`${gateway.url}${LOG}/export`, { headers: owner, agent: false }, (answer) =>
      answer.once('readable', () => {
        answer.pause();
        resolve(call);
      }),
    );
    call.once('error', reject).end();
  });

test('the verification finds what was changed in the database, and the end of the chain is anchored when a gateway stops', async () => {
  const file = join(folder, 'second.jsonl');
  await using second = await GatewayUnderTest.start({ AUDIT_ANCHOR_FILE: file, AUDIT_ANCHOR_SECONDS: '3600' });
  const headers = await addUser(second, 'owner');
  const verification = async () => (await second.call(`${LOG}/verification`, { headers })).body;
  const anchored = (): number[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : (JSON.parse(line) as { seq: number }).seq));

  await second.call('/api/v1/api-keys/zzzzzzzzzzzz', { method: 'DELETE', headers });
  await until('the first row is anchored', () => anchored().length > 0);
  expect(await verification()).toEqual({ verified: true, rows: 1, anchored_up_to: 1, before_chain: 0 });

  const stored = second.mongo.session.db.collection('audit_logs');
  await stored.updateOne({ seq: 1 }, { $set: { target: 'another' } });
  expect(await verification()).toMatchObject({ verified: false, rows: 0, first_bad: 1, problem: 'altered' });
  expect((await second.audited({ action: 'audit.verify' })).map(({ reason }) => reason)).toEqual([
    'verified 1 rows',
    'altered at 1',
  ]);

  await second.stop();
  expect(anchored()).toEqual([1, 3]);
  rmSync(file);
});

test('a file of anchors that is gone is a finding', async () => {
  await fill(2);
  rmSync(anchors);

  expect((await get('/verification')).body).toMatchObject({ verified: false, first_bad: 1, problem: 'anchors_gone' });
});

test('another service records its actions through the bus, and a malformed one is refused', async () => {
  const { audit } = clientOf(await gateway.nats.bus('agent-lease'), gatewayContracts);
  const row = { tenant: TENANT, action: 'agent.register', outcome: 'denied', actor: 'agent:7' } as const;
  const at = '2030-01-01T00:00:00.000Z';

  expect(await audit.record({ actions: [{ ...row, code: 'unauthenticated', target: 'phone', at }] })).toEqual({
    recorded: 1,
  });
  await audit.record({ actions: [{ action: 'agent.sweep', outcome: 'allowed', actor: 'agent-lease' }] });
  await expect(audit.record({ actions: [{ ...row, action: 'DROP' }] })).rejects.toThrow();

  const stored = await rows()
    .find({ action: /^agent/ })
    .sort({ action: 1 })
    .toArray();
  expect(stored).toMatchObject([
    { tenant: TENANT, action: 'agent.register', code: 'unauthenticated', target: 'phone', at: new Date(at) },
    { tenant: 'installation', action: 'agent.sweep', actor: 'agent-lease' },
  ]);
});

test('a log-out is recorded once', async () => {
  const login = await gateway.call('/api/v1/auth/login', {
    method: 'POST',
    body: { username: 'admin', password: PASSWORD },
  });
  const body = { refresh_token: login.body.refresh_token };
  for (let n = 0; n < 2; n++) await gateway.call('/api/v1/auth/logout', { method: 'POST', body });

  expect(await gateway.audited({ action: 'auth.logout' })).toMatchObject([{ tenant: TENANT, outcome: 'allowed' }]);
});
