// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { parse } from 'csv-parse/sync';
import { PostriderError, sleep, unavailable } from '#libs/kernel';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { GatewayUnderTest, TENANT, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let by: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start({ SEED_DEFAULT_REGION: 'US' });
  by = `key:${gateway.seededKey.keyId}`;
});
afterAll(() => gateway.close());
beforeEach(async () => {
  gateway.canned.forget();
  await gateway.mongo.session.collection('audit_logs').deleteMany({});
});

const PATH = '/api/v1/opt-outs';
const ID = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const call = (path: string, method: string, body?: unknown, headers = {}): Promise<Answer> =>
  gateway.call(`${PATH}${path}`, {
    method,
    headers: { 'x-api-key': gateway.seededKey.key, ...headers },
    ...(body !== undefined && { body }),
  });
const optOuts = () => gateway.dispatcher.optOuts;
const sample = () => optOuts().list.sample.items[0]!;
const lastCall = () => gateway.canned.calls.at(-1)!.request;
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });
const actions = async () =>
  (await gateway.audited({})).map(({ action, outcome, target, reason }) => ({ action, outcome, target, reason }));

test('one is added with who added it, and a repeat says that it was there', async () => {
  optOuts().add.saysNext(optOuts().add.sample, { ...optOuts().add.sample, added: false });

  const first = await call('', 'POST', { number: '500-555-0006', scope: 'marketing', source: 'web', proof: 'Form 1' });
  const again = await call('', 'POST', { number: '500-555-0006' });

  expect([first.status, first.body]).toEqual([200, { ...sample(), added: true }]);
  expect([again.status, again.body]).toEqual([200, { ...sample(), added: false }]);
  expect(gateway.canned.calls.map(({ request }) => request)).toEqual([
    {
      tenant: TENANT,
      reader: by,
      default_region: 'US',
      by,
      opt_out: { number: '500-555-0006', scope: 'marketing', source: 'web', proof: 'Form 1' },
    },
    {
      tenant: TENANT,
      reader: by,
      default_region: 'US',
      by,
      opt_out: { number: '500-555-0006', scope: 'all', source: 'api' },
    },
  ]);
  expect(await actions()).toEqual([
    { action: 'opt_out.add', outcome: 'allowed', target: ID, reason: 'added' },
    { action: 'opt_out.add', outcome: 'allowed', target: ID, reason: 'known' },
  ]);
});

test.each<[string, unknown, number, string]>([
  ['no number', { scope: 'all' }, 400, 'invalid_field'],
  ['a scope that is none', { number: '+1', scope: 'some' }, 400, 'invalid_field'],
  ['a source that is none', { number: '+1', source: 'bird' }, 400, 'invalid_field'],
  ['a number that is a condition', { number: { $gt: '' } }, 400, 'invalid_field'],
  ['a proof that is too long', { number: '+1', proof: 'x'.repeat(201) }, 400, 'invalid_field'],
  ['an unknown field', { number: '+1', colour: 'red' }, 400, 'unknown_field'],
])('%s is refused', async (_name, body, status, code) => {
  expect(refusal(await call('', 'POST', body))).toEqual({ status, code });
  expect(gateway.canned.calls).toEqual([]);
});

test('a number that is none is refused by the dispatcher, and audited', async () => {
  optOuts().add.saysNext(new PostriderError('invalid_number', 'It is no number.'));

  expect(refusal(await call('', 'POST', { number: 'nobody' }))).toEqual({ status: 422, code: 'invalid_number' });
  expect(await actions()).toMatchObject([{ action: 'opt_out.add', outcome: 'denied' }]);
});

test('they are read page by page', async () => {
  const next = '01JD3C4V5W6X7Y8Z9A0B1C2D3F';
  optOuts().list.saysNext({ items: [sample()], next }, { items: [] });

  const first = await call('?limit=1&scope=all', 'GET');
  const second = await call(`?limit=1&scope=all&cursor=${String(first.body.next_cursor)}`, 'GET');

  expect(first.body.data).toEqual([sample()]);
  expect(lastCall()).toEqual({ tenant: TENANT, reader: by, scope: 'all', limit: 1, after: next });
  expect(second.body).toEqual({ data: [], next_cursor: null });
  expect(refusal(await call('?scope=some', 'GET'))).toEqual({ status: 400, code: 'invalid_field' });
  expect(refusal(await call('?number=%2B15005550006', 'GET'))).toEqual({ status: 400, code: 'unknown_field' });
});

test('what others added is read in full with messages:read_content alone, and each such call leaves a row', async () => {
  const { key, keyId } = await gateway.addKey({ scopes: ['opt_outs:read', 'messages:read_content'] });
  const full = { 'x-api-key': key };

  await call('', 'GET', undefined, full);
  await call('/search', 'POST', { number: '+15005550006' }, full);
  await call('/export', 'GET', undefined, full);

  for (const { request } of gateway.canned.calls)
    expect(request).toMatchObject({ reader: `key:${keyId}`, reads_content: true });
  expect(await actions()).toMatchObject([
    { action: 'content.read', reason: 'opt_outs=1' },
    { action: 'content.read', reason: 'opt_outs=1' },
    { action: 'opt_outs.export' },
  ]);
});

test('a number is searched for in a body', async () => {
  const { status, body } = await call('/search', 'POST', { number: '(500) 555-0006' });

  expect([status, body]).toEqual([200, optOuts().find.sample]);
  expect(lastCall()).toEqual({ tenant: TENANT, reader: by, default_region: 'US', number: '(500) 555-0006' });
});

test('a test key reads in full only what it added, whatever it may read, and lifts nothing', async () => {
  const scopes = ['opt_outs:read', 'opt_outs:write', 'messages:read_content'] as const;
  const { key, keyId } = await gateway.addKey({ environment: 'test', scopes: [...scopes] });
  const headers = { 'x-api-key': key };

  await call('', 'POST', { number: '+15005550006' }, headers);
  await call('', 'GET', undefined, headers);
  await call('/search', 'POST', { number: '+15005550006' }, headers);
  await call('/export', 'GET', undefined, headers);

  expect(gateway.canned.calls).toHaveLength(4);
  for (const { request } of gateway.canned.calls) {
    expect(request).toMatchObject({ reader: `key:${keyId}` });
    expect(request).not.toHaveProperty('reads_content');
  }
  const lifted = await call(`/${ID}`, 'DELETE', { reason: 'x' }, headers);
  expect(refusal(lifted)).toEqual({ status: 403, code: 'insufficient_scope' });
  expect(gateway.canned.calls).toHaveLength(4);
});

test('one is lifted with a reason, which is audited nowhere', async () => {
  const live = await gateway.addKey({ scopes: ['opt_outs:write'] });
  const lift = (path: string, body: unknown) => call(path, 'DELETE', body, { 'x-api-key': live.key });
  const lifted = await lift(`/${ID}`, { reason: 'Ada called.' });

  expect(lifted.status).toBe(204);
  expect(lastCall()).toEqual({ tenant: TENANT, id: ID, by: `key:${live.keyId}`, reason: 'Ada called.' });
  expect(refusal(await lift(`/${ID}`, {}))).toEqual({ status: 400, code: 'invalid_field' });
  expect(refusal(await lift('/7', { reason: 'x' }))).toEqual({ status: 400, code: 'invalid_id' });
  expect(await actions()).toMatchObject([{ action: 'opt_out.lift', target: ID, outcome: 'allowed' }]);
  expect(JSON.stringify(await gateway.audited({}))).not.toContain('Ada');
});

test('B40 a file is imported; the lines that the gateway and the dispatcher refused are named together', async () => {
  const bad = Array.from({ length: 120 }, () => '+1,some\n').join('');
  const csv = `number,scope\n+15005550006,all\n+15005550009,\nnobody,all\n${bad}`;

  const { status, body } = await call('/import', 'POST', csv, { 'content-type': 'text/csv; charset=utf-8' });

  const { errors, ...counts } = body as { errors: { line: number; code: string }[] };
  expect([status, counts]).toEqual([200, { added: 2, known: 1, refused: 121 }]);
  expect(errors).toHaveLength(100);
  expect(errors.slice(0, 2)).toMatchObject([
    { line: 4, code: 'invalid_number' },
    { line: 5, code: 'invalid_field' },
  ]);
  expect(lastCall()).toEqual({
    tenant: TENANT,
    default_region: 'US',
    by,
    lines: [
      { line: 2, number: '+15005550006', scope: 'all', source: 'import' },
      { line: 3, number: '+15005550009', scope: 'all', source: 'import' },
      { line: 4, number: 'nobody', scope: 'all', source: 'import' },
    ],
  });
  expect(await actions()).toMatchObject([{ action: 'opt_outs.import', reason: 'added=2 known=1 refused=121' }]);
});

test.each<[string, unknown, string, number, string]>([
  ['JSON', '{"number":"+1"}', 'application/json', 415, 'unsupported_media_type'],
  ['another charset', 'number\n+1', 'text/csv; charset=latin1', 415, 'unsupported_media_type'],
  ['no names', '+1\n', 'text/csv', 422, 'invalid_batch'],
  ['more than a megabyte', `number\n${'x'.repeat(1_100_000)}`, 'text/csv', 413, 'request_too_large'],
])('B40 an import of %s is refused whole', async (_name, body, type, status, code) => {
  expect(refusal(await call('/import', 'POST', body, { 'content-type': type }))).toEqual({ status, code });
  expect(gateway.canned.calls).toEqual([]);
});

test('B71 all of them are exported as CSV, of which a spreadsheet calculates no cell', async () => {
  const next = '01JD3C4V5W6X7Y8Z9A0B1C2D3F';
  const { proof: _, masked: __, ...plain } = sample();
  const hostile = { ...plain, proof: '=HYPERLINK("http://x","y")\n,' };
  optOuts().list.saysNext({ items: [{ ...hostile, masked: false }], next }, { items: [{ ...plain, masked: false }] });

  const { status, headers, text } = await call('/export?scope=all', 'GET');

  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  const [names, ...rows] = parse(text) as string[][];
  const read = rows.map((row) =>
    Object.fromEntries(names!.map((name, at) => [name, row[at]!.replace(/^'/, '')]).filter(([, value]) => value)),
  );
  expect(read).toEqual([hostile, plain]);
  expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(lastCall()).toEqual({ tenant: TENANT, reader: by, scope: 'all', limit: 500, after: next });
  expect(await actions()).toMatchObject([{ action: 'opt_outs.export', outcome: 'allowed' }]);
});

test('a fourth import of a tenant that comes while three run is 429', async () => {
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  optOuts().import.says(async () => {
    await mayEnd;
    return optOuts().import.sample;
  });
  const start = () => call('/import', 'POST', 'number\n+15005550006\n', { 'content-type': 'text/csv' });

  const running = [start(), start(), start()];
  await until('three run', () => gateway.canned.calls.length === 3);
  const fourth = await Promise.race([start(), sleep(2_000)]);
  end();

  expect(fourth && refusal(fourth)).toEqual({ status: 429, code: 'too_many_attempts' });
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await start()).status).toBe(200);
});

test('an export that cannot begin is an error, and one that breaks off does not look complete', async () => {
  optOuts().list.saysNext(unavailable('The dispatcher'));
  expect(refusal(await call('/export', 'GET'))).toEqual({ status: 503, code: 'service_unavailable' });

  optOuts().list.saysNext({ items: [sample()], next: ID }, unavailable('The dispatcher'));
  await expect(call('/export', 'GET')).rejects.toThrow();
});
