// Real: the sandbox over HTTP with its ledger on disk; callers are plain HTTP clients, which see every byte.
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { until } from '#libs/sandbox-kit/testing';
import { createRaw, MESSAGES, runSandbox, SENDER, type RunningSandbox } from '../harness/running-sandbox.ts';

const TO = '+85251234567';
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await runSandbox({ SANDBOX_RECEIPTS: 'off' });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.call('POST', 'reset'));

const fault = (...rules: object[]) => sandbox.control.call<{ ids: number[] }>('POST', 'twilio/faults', rules);
const create = (to = TO, body = 'Hello') => createRaw(sandbox.url, { To: to, Body: body });
const json = async (answer: Response) => (await answer.json()) as Record<string, unknown>;
const texts = async () => (await sandbox.control.rows('text')).length;
const faults = async () => (await sandbox.control.rows('fault')).map((row) => row.fault);

describe('the caller gets', () => {
  test.each([
    ['a throttle with its Retry-After, and nothing is sent', { kind: 'throttle', retryAfterS: 9 }, 429, 20429, 0],
    ['that the vendor is unavailable, and nothing is sent', { kind: 'unavailable' }, 503, 20503, 0],
    ['a server error, and the text is out', { kind: 'http500-after-accept' }, 500, 20500, 1],
    ["any of the vendor's own errors", { kind: 'error', code: 30002, status: 403 }, 403, 30002, 0],
  ])('%s', async (_, kind, status, code, sent) => {
    await fault({ fault: kind });

    const answer = await create();

    expect([answer.status, (await json(answer))['code']]).toEqual([status, code]);
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '9' : null);
    expect([await texts(), await faults()]).toEqual([sent, [kind.kind]]);
    expect((await create()).status).toBe(201);
  });

  test.each([
    ['as a date', 'date', /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/],
    ['not at all', 'nothing', /^null$/],
  ])('a throttle that gives its time %s', async (_, retryAfterAs, form) => {
    await fault({ fault: { kind: 'throttle', retryAfterS: 9, retryAfterAs } });

    const answer = await create();

    expect(answer.status).toBe(429);
    expect(String(answer.headers.get('retry-after'))).toMatch(form);
  });

  test.each([
    ['any answer there is', { status: 418, body: { a: 1 }, headers: { 'x-odd': 'yes' } }, '{"a":1}', 0],
    ['any answer there is, with the text out', { status: 502, body: 'no', recorded: true }, 'no', 1],
  ])('%s', async (_, fields, body, sent) => {
    await fault({ fault: { kind: 'http', ...fields } });

    const answer = await create();

    expect([answer.status, await answer.text()]).toEqual([fields.status, body]);
    expect(await texts()).toBe(sent);
  });

  test("a proxy's page instead of JSON", async () => {
    await fault({ fault: { kind: 'html-502' } });

    const answer = await create();

    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('<html>');
    expect(await texts()).toBe(0);
  });

  test('a complete answer whose JSON is cut in half', async () => {
    await fault({ fault: { kind: 'truncated-json' } });

    const answer = await create();

    expect(answer.status).toBe(201);
    const body = await answer.text();
    expect(body).toMatch(/^\{"account_sid"/);
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
    expect(await texts()).toBe(1);
  });

  test('a success without an id', async () => {
    await fault({ fault: { kind: 'no-id' } });

    const answer = await create();

    expect(answer.status).toBe(201);
    expect(JSON.stringify(await json(answer))).not.toMatch(/SM[0-9a-f]{32}/);
    expect(await texts()).toBe(1);
  });

  test('a success without a body', async () => {
    await fault({ fault: { kind: 'empty' } });

    const answer = await create();

    expect([answer.status, await answer.text()]).toEqual([201, '']);
    expect(await texts()).toBe(1);
  });

  test('a body that is far too big, plain or compressed', async () => {
    await fault(
      { fault: { kind: 'huge-body', bytes: 3_000_000 } },
      { fault: { kind: 'huge-body', bytes: 3_000_000, gzip: true } },
    );

    expect((await (await create()).text()).length).toBe(3_000_000);
    const packed = await rawCreate();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.body.length).toBeLessThan(10_000);
    expect(gunzipSync(packed.body).length).toBe(3_000_000);
    expect(await texts()).toBe(0);
  });
});

describe('the connection', () => {
  test('is reset before anything is sent', async () => {
    await fault({ fault: { kind: 'reset-before-accept' } });

    await expect(rawCreate()).rejects.toMatchObject({ code: 'ECONNRESET' });

    expect([await texts(), await faults()]).toEqual([0, ['reset-before-accept']]);
  });

  test('is reset although the text is sent, and the vendor finds it when asked', async () => {
    await fault({ fault: { kind: 'reset-after-accept' } });

    await expect(rawCreate()).rejects.toMatchObject({ code: 'ECONNRESET' });

    const found = await sandbox.client.messages.list({ to: TO });
    expect(found.map(({ sid, body }) => [sid, body])).toEqual([
      [(await sandbox.control.rows('text'))[0]?.sid, 'Hello'],
    ]);
  });

  test('is cut in the middle of the answer', async () => {
    await fault({ fault: { kind: 'cut-body' } });

    await expect(rawCreate()).rejects.toMatchObject({ code: 'ECONNRESET' });

    expect(await texts()).toBe(1);
  });

  test.each([
    [true, 1],
    [false, 0],
  ])('stays open without an answer (recorded: %s)', async (recorded, sent) => {
    await fault({ fault: { kind: 'hang', recorded } });
    const given = new AbortController();
    const call = createRaw(sandbox.url, { To: TO }, given.signal).catch((error: Error) => error.name);

    await until(async () => (await faults()).length === 1);
    expect(await Promise.race([call, until(async () => (await texts()) === sent)])).toBe(true);

    given.abort();
    expect(await call).toBe('AbortError');
  });

  test('that hangs is ended by a reset', async () => {
    await fault({ fault: { kind: 'hang' } });
    const call = rawCreate().catch((error: NodeJS.ErrnoException) => error.code);
    await until(async () => (await texts()) === 1);

    await sandbox.control.call('POST', 'reset');

    expect(await call).toBe('ECONNRESET');
  });

  test('sends the head at once and the body slowly', async () => {
    await fault({ fault: { kind: 'slow-body', ms: 1_500 } });
    const begun = performance.now();

    const answer = await create();
    const headAfter = performance.now() - begun;
    const body = await json(answer);
    const bodyAfter = performance.now() - begun;

    expect(body['status']).toBe('queued');
    expect(headAfter).toBeLessThan(1_400);
    expect(bodyAfter).toBeGreaterThan(1_450);
    expect(await texts()).toBe(1);
  });
});

describe('latency', () => {
  test('passes between acceptance and answer', async () => {
    await fault({ fault: { kind: 'latency', ms: 1_500 } });
    let answered = false;
    const call = create().finally(() => (answered = true));

    await until(async () => (await texts()) === 1);
    expect(answered).toBe(false);

    expect((await call).status).toBe(201);
  });

  test('may pass before acceptance, and may be set for all calls', async () => {
    await fault({ fault: { kind: 'latency', ms: 1_000, accept: 'last' } });
    const begun = performance.now();
    const call = create();
    await until(async () => (await faults()).length === 1);
    expect(await texts()).toBe(0);
    await call;
    expect(performance.now() - begun).toBeGreaterThan(995);

    await sandbox.control.call('PATCH', 'twilio/settings', { latencyMs: 100 });
    const second = performance.now();
    await create();
    expect(performance.now() - second).toBeGreaterThan(95);
  });
});

describe('a rule', () => {
  const refusal = (code: number) => ({ kind: 'error', code });
  const codes = async (...to: string[]) => {
    const found: unknown[] = [];
    for (const number of to) found.push((await json(await create(number)))['code'] ?? 'sent');
    return found;
  };

  test('fires once, a number of times, or always; rules given together are a script', async () => {
    await fault({ fault: refusal(1), count: 2 }, { fault: refusal(2) }, { fault: refusal(3), count: 'always' });

    expect(await codes(TO, TO, TO, TO, TO)).toEqual([1, 1, 2, 3, 3]);
  });

  test('may match one recipient, a prefix, the nth, each kth, or only later ones', async () => {
    await fault({ fault: refusal(1), match: { to: '+8521' }, count: 'always' });
    await fault({ fault: refusal(2), match: { to: '+8522*', nth: 2 } });
    await fault({ fault: refusal(3), match: { to: '+8523*', every: 2 }, count: 'always' });
    await fault({ fault: refusal(4), match: { to: '+8524*', after: 1 }, count: 'always' });

    expect(await codes('+85215550', '+85225550', '+85225551', '+85225552')).toEqual(['sent', 'sent', 2, 'sent']);
    expect(await codes('+85235550', '+85235551', '+85235552', '+85235553')).toEqual(['sent', 3, 'sent', 3]);
    expect(await codes('+85245550', '+85245551', '+85245552')).toEqual(['sent', 4, 4]);
  });

  test('may match another operation', async () => {
    await fault({ fault: { kind: 'unavailable' }, match: { operation: 'list', to: TO } });
    await create();

    await expect(sandbox.client.messages.list({ to: TO })).rejects.toMatchObject({ code: 20503 });
    expect(await sandbox.client.messages.list({ to: TO })).toHaveLength(1);
  });

  test('is listed with its counts, and can be removed', async () => {
    const { ids } = await fault({ fault: refusal(1), match: { nth: 3 } }, { fault: refusal(2), match: { nth: 9 } });
    await create();

    const { rules } = await sandbox.control.call<{ rules: object[] }>('GET', 'twilio/faults');
    expect(rules).toMatchObject([{ id: ids[0], seen: 1, fired: 0, fault: refusal(1) }, { id: ids[1] }]);
    await sandbox.control.call('DELETE', `twilio/faults/${ids[0]}`);
    expect(await codes(TO, TO)).toEqual(['sent', 'sent']);
  });

  test.each([
    ['an unknown kind', { fault: { kind: 'explode' } }],
    ['an unknown field', { fault: { kind: 'hang', bang: 1 } }],
    ['a count that is none', { fault: { kind: 'hang' }, count: 0 }],
    ['no fault', { match: {} }],
  ])('with %s is refused with a reason', async (_, rule) => {
    const answer = await sandbox.control.answer('POST', 'twilio/faults', rule);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.any(String) });
  });
});

/** Without a client that corrects anything: resolves with the bytes, rejects with the socket's error. */
function rawCreate(): Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
  const auth = `Basic ${Buffer.from(`AC${'0'.repeat(31)}1:the-token-of-the-fake`).toString('base64')}`;
  const headers = { authorization: auth, 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const call = request(`${sandbox.url}${MESSAGES}.json`, { method: 'POST', headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(parts) }));
    });
    call.on('error', reject);
    call.end(new URLSearchParams({ To: TO, From: SENDER, Body: 'Hello' }).toString());
  });
}
