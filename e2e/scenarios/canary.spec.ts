// Real: everything that could store a text. The vendor is the sandbox, whose ledger stores texts on purpose.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { newApiKey, parseApiKey } from '#libs/kernel';
import { Api, type Answer } from '../harness/api.ts';
import { needlesIn, needlesInDocuments, needlesInFolder, type Needles } from '../harness/needles.ts';
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { sharedTarget } from '../harness/target.ts';

const MARK = randomBytes(24).toString('base64url');
/** A text that occurs nowhere else, also not in part. */
const text = (part: string): string => `${part} ${MARK} äß€`;

let scene: Scene;
let canaries: Needles;
let secrets: Needles;
let controlId: string;
/** Secrets that the calls of this spec make. */
const made: Record<string, string> = {};
const answers: { what: string; status: number; body: string }[] = [];

beforeAll(async () => {
  scene = await Scene.open(sharedTarget(), 'canary', 5);
  const [sent, grouped, refusedByVendor, wrongKey, batch, optedOut] = scene.numbers.take(6) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const blocked = `+493023125${String(randomBytes(2).readUInt16BE() % 1_000).padStart(3, '0')}`;
  const written = `${grouped.slice(0, 2)} ${grouped.slice(2, 5)} ${grouped.slice(5, 8)} ${grouped.slice(8)}`;
  const all = { sent, grouped, refusedByVendor, wrongKey, batch, blocked, optedOut };
  canaries = {
    'a text': MARK,
    'a number as written': written,
    ...Object.fromEntries(Object.entries(all).map(([name, number]) => [`number ${name}`, number.slice(2)])),
  };

  controlId = await scene.accepted({ to: sent, text: text('Sent') });
  await scene.reaches(controlId, 'DELIVERED');
  await scene.accepted({ to: written, text: text('Grouped'), category: 'otp' });
  await sendWhatVendorRefuses(refusedByVendor);
  note(
    'a batch',
    await scene.sendBatch([
      { to: batch, text: text('Batch') },
      { to: blocked, text: text('Blocked') },
    ]),
  );
  await sendWhatIsRefused(sent, blocked, wrongKey);
  await arriveAt([sent, grouped, batch]);
  await lookUp(sent);
  await optOut(optedOut);
  await manage();

  secrets = { ...(await secretsOf(sent)), ...made };
}, 60_000);
afterAll(() => scene.close());

/** Twilio's own error sentence would repeat the number. */
async function sendWhatVendorRefuses(to: string): Promise<void> {
  const body = { code: 21_211, message: `The 'To' number ${to} is not valid: ${MARK}`, status: 400 };
  await scene.sandbox.fault({ fault: { kind: 'http', status: 400, body }, match: { to } });
  const id = await scene.accepted({ to, text: text('Refused by the vendor') });
  await scene.reaches(id, 'FAILED');
}

async function sendWhatIsRefused(to: string, blocked: string, wrongKey: string): Promise<void> {
  const { api } = scene;
  const stranger = new Api(api.url, newApiKey('test').key);
  const send = (body: unknown) => api.call('POST', '/api/v1/messages', { body });
  const callback = (await scene.arrived(to)).statusCallback!;
  const forged = {
    method: 'POST',
    body: new URLSearchParams({ To: to, Body: MARK }),
    headers: { 'x-twilio-signature': MARK },
  };

  note('a blocked country', await send({ to: blocked, text: text('Blocked') }));
  note('a control character', await send({ to, text: `${text('NUL')}\u0000` }));
  note('no number', await send({ to: `${to} ${MARK}`, text: 'x' }));
  note('a wrong type', await send({ to: [to], text: { text: MARK } }));
  note('an unusable category', await send({ to, text: text('Category'), category: MARK }));
  note('a deadline', await send({ to, text: text('Deadline'), deadline: MARK }));
  note('a wrong key', await stranger.send({ to: wrongKey, text: text('Wrong key') }));
  note('an id', await api.call('GET', `/api/v1/messages/${encodeURIComponent(to)}`));
  note('a query', await api.call('GET', `/api/v1/messages?to=${encodeURIComponent(to)}&text=${MARK}`));
  note('a path', await api.call('GET', `/api/v1/${MARK}`));
  note('a login', await api.call('POST', '/api/v1/auth/login', { body: { username: MARK, password: `${MARK}${to}` } }));
  await noteResponse('broken JSON', `${api.url}/api/v1/messages`, {
    method: 'POST',
    body: `{"to":"${to}","text":"${MARK}`,
    headers: { 'x-api-key': scene.target.apiKey, 'content-type': 'application/json' },
  });
  await noteResponse('a forged callback', callback, forged);
}

/** Number and text are in bodies, and in no address. */
async function lookUp(number: string): Promise<void> {
  for (const body of [{ to: number }, { text: MARK }]) {
    const found = await scene.api.call<{ data: { to: string }[] }>('POST', '/api/v1/messages/search', { body });
    expect([found.status, found.body.data?.map(({ to }) => to)]).toEqual([200, expect.arrayContaining([number])]);
  }
  note('a search', await scene.api.call('POST', '/api/v1/messages/search', { body: { to: MARK } }));
}

async function optOut(number: string): Promise<void> {
  const body = { number, scope: 'all', source: 'sms', proof: `STOP ${MARK}` };
  const added = await scene.api.call('POST', '/api/v1/opt-outs', { body });
  expect(added.status).toBe(200);
  note('an opt-out', await scene.api.send({ to: number, text: text('Opted out') }));
  note('an opt-out of nobody', await scene.api.call('POST', '/api/v1/opt-outs', { body: { ...body, number: MARK } }));
}

/** A user, their lasting token, a key and an issuer. */
async function manage(): Promise<void> {
  const { SEED_ADMIN_USERNAME: username = 'admin', SEED_ADMIN_PASSWORD: password } = scene.target.env;
  const anybody = new Api(scene.api.url);
  const login = await anybody.call<{ access_token: string }>('POST', '/api/v1/auth/login', {
    body: { username, password },
  });
  const headers = { authorization: `Bearer ${login.body.access_token}` };
  const make = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const answer = await anybody.call('POST', `/api/v1/${path}`, { headers, body });
    expect([path, answer.status]).toEqual([path, path.endsWith('/token') ? 200 : 201]);
    return answer.body;
  };
  made['the password of a user'] = randomBytes(18).toString('base64url');
  made['the secret of an issuer'] = randomBytes(48).toString('base64url');
  const user = await make('users', {
    username: `canary-${randomBytes(4).toString('hex')}`,
    password: made['the password of a user'],
    role: 'viewer',
  });
  made['a lasting token'] = String((await make(`users/${String(user.id)}/token`, undefined)).token);
  const key = await make('api-keys', { name: 'canary', environment: 'test', scopes: ['messages:read'] });
  made['the secret of a key'] = parseApiKey(String(key.key))!.secret;
  await make('issuers', {
    name: 'canary',
    issuer: 'https://canary.example',
    algorithm: 'HS256',
    secret: made['the secret of an issuer'],
  });
}

function note(what: string, { status, body }: Answer<unknown>): void {
  answers.push({ what, status, body: JSON.stringify(body) });
}

async function noteResponse(what: string, url: string, init: RequestInit): Promise<void> {
  const response = await fetch(url, init);
  answers.push({ what, status: response.status, body: await response.text() });
}

async function arriveAt(numbers: readonly string[]): Promise<void> {
  for (const number of numbers) await scene.arrived(number);
}

/** Secrets that must not be stored anywhere in plain text. */
async function secretsOf(number: string): Promise<Needles> {
  const { env, apiKey } = scene.target;
  const names = [
    'SEED_ADMIN_PASSWORD',
    'TWILIO_AUTH_TOKEN',
    'API_KEY_PEPPER',
    'AUDIT_CHAIN_KEY',
    'JWT_SECRET',
    'VENDOR_KEY',
  ];
  const [, callbackSecret = ''] =
    /callbacks\/twilio\/([^?]+)/.exec((await scene.arrived(number)).statusCallback!) ?? [];
  return {
    ...Object.fromEntries(names.map((name) => [name, env[name]!])),
    'the secret of the API key': parseApiKey(apiKey)!.secret,
    'the secret in the callback address': callbackSecret,
    'the key file': readFileSync(env['KEY_FILE']!, 'utf8').trim(),
  };
}

/** The search must find a known value in each place, so that a search that finds nothing cannot pass. */
const withControl = (control: string): Needles => ({ ...canaries, ...secrets, control });

test('every needle is long enough, and is found as it is, in hex and in base64', () => {
  for (const needle of Object.values(withControl(controlId))) {
    expect(needle.length).toBeGreaterThanOrEqual(10);
    for (const encoding of ['utf8', 'hex', 'base64'] as const)
      for (const before of ['', '1', '12']) {
        const bytes = Buffer.from(Buffer.from(`${before}${needle}3`).toString(encoding));
        expect(needlesIn(bytes, { needle })).toEqual(['needle']);
      }
  }
});

test("MongoDB's documents, including the server's own, contain no needle", async () => {
  const found = await needlesInDocuments(scene.ledger.db.client, withControl(controlId));

  const control = ['sms_messages', 'sms_evidence'].map((name) => `${scene.target.database}.${name}: control`);
  expect(found).toEqual(expect.arrayContaining([...control, 'local.oplog.rs: control']));
  expect(found.filter((it) => !it.endsWith(': control'))).toEqual([]);
});

test("MongoDB's files contain no needle", async () => {
  const control = randomBytes(24).toString('base64url');
  const { client } = scene.ledger.db;
  await client.db('canary').collection('control').insertOne({ control });
  await client.db('admin').command({ fsync: 1 });

  const found = needlesInFolder(scene.target.folders.mongod, withControl(control));
  await client.db('canary').dropDatabase();

  expect(found.filter((it) => it.endsWith(': control'))).not.toEqual([]);
  expect(found.filter((it) => !it.endsWith(': control'))).toEqual([]);
});

test("NATS's store, where events name the message by its id, contains no needle", () => {
  const found = needlesInFolder(scene.target.folders.nats, withControl(controlId));

  expect(found.filter((it) => it.endsWith(': control'))).not.toEqual([]);
  expect(found.filter((it) => !it.endsWith(': control'))).toEqual([]);
});

test('the logs contain no needle', () => {
  const found = needlesInFolder(scene.target.folders.logs, withControl('service.ready'));

  expect(found.filter((it) => it.endsWith(': control'))).not.toEqual([]);
  expect(found.filter((it) => !it.endsWith(': control'))).toEqual([]);
});

test('the metrics of all processes contain no needle', async () => {
  for (const [name, url] of Object.entries(scene.target.ops)) {
    const page = Buffer.from(await (await fetch(`${url}/metrics`)).arrayBuffer());
    expect([name, needlesIn(page, withControl('process_cpu_seconds_total'))]).toEqual([name, ['control']]);
  }
});

test('no error repeats the value it refuses', () => {
  for (const { what, status, body } of answers) {
    expect([what, status >= 400 || what === 'a batch']).toEqual([what, true]);
    expect([what, needlesIn(Buffer.from(body), { ...canaries, ...secrets })]).toEqual([what, []]);
  }
});

everyPromiseHolds(() => scene);
