// Everything is real: the printed commands run in bash with curl, and only the base URL is changed. The phone of the
// original, which polls and reports and never calls `start`, is played by the test; its radio is a list.
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { SignJWT } from 'jose';
import { Api, type Answer } from '../../harness/api.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

const PRINTED = readFileSync(new URL('safecare-sample-flows.sh', import.meta.url), 'utf8');
const AS_PRINTED = 'http://localhost:8000';

interface Message {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly status: string;
  readonly agent_id: string;
  readonly last_error: string | null;
}
interface Items {
  readonly items: readonly Message[];
  readonly total: number;
}
interface Job {
  readonly message_id: string;
  readonly to: string;
  readonly text: string;
}
interface Reported {
  readonly messages: readonly { readonly message_id: string; readonly applied: boolean; readonly status?: string }[];
}

let target: Target;
let folder: string;
let jwt: string;
/** The answers of the printed commands by their step and their place in it, and what they set. */
let printed: Readonly<Record<string, Record<string, unknown>>>;
let set: Readonly<Record<'API_KEY' | 'AGENT_ID' | 'AGENT_TOKEN' | 'TEMPLATE_ID' | 'REQUEST_ID', string>>;
/** What the phone has sent. */
const radio: Job[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postrider-safecare-'));
  target = await startTarget();
  jwt = await tokenOfAuthService();
  ({ printed, set } = await runPrinted());
}, 180_000);
afterAll(async () => {
  await target?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A token of another service with the same JWT_SECRET, as SafeCare's auth service makes it. */
const tokenOfAuthService = (): Promise<string> =>
  new SignJWT({ role: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('staff-7')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(target.env.JWT_SECRET));

/** Each paragraph is a command. Its output goes to a file; what it sets is known to the next ones. */
async function runPrinted() {
  const steps = PRINTED.replaceAll(AS_PRINTED, target.gateways[0]!).split(/^## /m).slice(1);
  const names: string[] = [];
  const commands = steps.flatMap((step) => {
    const [title, ...paragraphs] = step.trim().split('\n\n');
    return paragraphs.map((paragraph, at) => {
      const name = `${Number.parseInt(title!, 10)}.${at + 1}`;
      names.push(name);
      const saved = name === '1.1' ? `\nAPI_KEY=$(jq -r .plain_key < "$OUT/1.1")` : '';
      return `{ ${paragraph}\n} > "$OUT/${name}"${saved}`;
    });
  });
  const vars = ['API_KEY', 'AGENT_ID', 'AGENT_TOKEN', 'TEMPLATE_ID', 'REQUEST_ID'];
  const ended = vars.map((name) => `printf %s "$${name}" > "$OUT/${name}"`);
  const script = join(folder, 'flows.sh');
  writeFileSync(script, ['set -e', ...commands, ...ended].join('\n'));
  addJq();
  const PATH = `${process.env.PATH}${delimiter}${folder}`;
  await promisify(execFile)('bash', [script], { env: { PATH, OUT: folder, JWT: jwt }, timeout: 60_000 });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const answers = names.map((name) => [name, read(name) === '' ? {} : JSON.parse(read(name))]);
  return {
    printed: Object.fromEntries(answers) as typeof printed,
    set: Object.fromEntries(vars.map((name) => [name, read(name)])) as typeof set,
  };
}

/** Behind the path, for machines without jq: it reads one name. */
function addJq(): void {
  const reads = `process.stdout.write(String(JSON.parse(require('node:fs').readFileSync(0, 'utf8'))[process.argv[3].slice(1)]) + '\\n')`;
  writeFileSync(join(folder, 'jq.cjs'), reads);
  writeFileSync(join(folder, 'jq'), `#!/bin/sh\nexec "${process.execPath}" "${join(folder, 'jq.cjs')}" "$@"\n`);
  chmodSync(join(folder, 'jq'), 0o755);
}

/** The base URL with its prefix, or without it, as the original's proxy strips it. */
const api = (prefix: '/sms' | '', headers: Record<string, string>) => {
  const client = new Api(`${target.gateways.at(-1)!}${prefix}`);
  return <T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> =>
    client.call<T>(method, path, { headers, ...(body !== undefined && { body }) });
};
const asClient = () => api('', { 'x-api-key': set.API_KEY });
const asAdmin = () => api('/sms', { authorization: `Bearer ${jwt}` });
const asPhone = () => api('/sms', { authorization: `Bearer ${set.AGENT_TOKEN}` });
const jobs = async (): Promise<readonly Job[]> =>
  (await asPhone()<{ messages: Job[] }>('GET', '/agent/jobs/next?limit=10')).body.messages;
const report = async (message_id: string, status: string, last_error?: string) =>
  (
    await asPhone()<Reported>('POST', '/agent/messages/report', {
      messages: [{ message_id, status, ...(last_error && { last_error }) }],
    })
  ).body.messages[0]!;
const ofRequest = async (id: string): Promise<Items> =>
  (await asClient()<Items>('GET', `/messages?request_id=${id}&limit=50&skip=0`)).body;
const request = (messages: readonly object[], more: object = {}) =>
  asClient()<{ request_id: string; accepted: number; canceled: number; rejected: number }>('POST', '/requests', {
    template_id: set.TEMPLATE_ID,
    agent_id: set.AGENT_ID,
    messages,
    ...more,
  });
let given = 0;
const message = () => ({ to: `090${String(++given).padStart(7, '0')}`, variables: { CODE: '271828' } });

/** One job of one message, which the phone has got. */
async function sentTo(to: string, CODE = '314159'): Promise<Job> {
  await request([{ to, variables: { CODE } }]);
  return until('the phone gets it', async () => (await jobs()).find((job) => job.to.endsWith(to.slice(1))));
}

test('every printed command is answered as its README says', () => {
  const waiting = { to: '0901234567', text: 'Ma OTP 999999', status: 'PENDING', agent_id: set.AGENT_ID };

  expect(printed['1.1']).toMatchObject({ client_name: 'SafeShop', rate_limit_per_day: 5000, plain_key: set.API_KEY });
  expect(printed['2.1']).toEqual({ registration_secret: target.env.AGENT_REGISTRATION_SECRET, configured: true });
  expect(printed['3.1']).toEqual({ registration_secret: 'your-new-secret-2026', configured: true });
  expect(printed['3.2']).toEqual({ registration_secret: '', configured: false });
  expect(set.AGENT_ID).toMatch(/^phone-/);
  expect(printed['5.2']).toMatchObject({ id: set.TEMPLATE_ID, name: 'otp', status: 'APPROVED' });
  expect(printed['6.1']).toMatchObject({ total: 1, accepted: 1, canceled: 0, rejected: 0 });
  expect(printed['7.2']).toMatchObject({ request_id: set.REQUEST_ID, total: 1, counts: { PENDING: 1 } });
  expect(printed['7.2']!.messages).toMatchObject([{ status: 'PENDING', to: '0901234567' }]);
  expect(printed['7.3']).toMatchObject({ items: [waiting], total: 1, limit: 50, skip: 0 });
  expect(printed['8.1']).toMatchObject({ items: [waiting, { text: 'Ma OTP 123456' }], total: 2 });
  expect(printed['8.2']).toMatchObject({ items: [waiting, { text: 'Ma OTP 123456' }], total: 2 });
  expect(printed['9.1']).toMatchObject({
    messages: [
      { to: '+84901234567', text: 'Ma OTP 123456' },
      { to: '+84901234567', text: 'Ma OTP 999999' },
    ],
  });
  expect(printed['9.2']).toEqual({
    messages: [{ message_id: '...', applied: false, status: null, reason: 'not_found' }],
  });
});

test('the phone sends each text once, and its reports are the statuses that the client reads', async () => {
  for (const job of (printed['9.1'] as unknown as { messages: Job[] }).messages) {
    radio.push(job);
    expect(await report(job.message_id, 'SENDING')).toMatchObject({ status: 'SENDING' });
    expect(await report(job.message_id, 'SENT')).toMatchObject({ applied: true, status: 'SENT' });
  }
  expect(await report(radio[1]!.message_id, 'DELIVERED')).toMatchObject({ applied: true, status: 'DELIVERED' });

  expect(await jobs()).toEqual([]);
  expect(radio.map(({ text }) => text)).toEqual(['Ma OTP 123456', 'Ma OTP 999999']);
  const { body } = await asClient()('GET', `/requests/${set.REQUEST_ID}`);
  expect(body).toMatchObject({ status: 'SENT', counts: { DELIVERED: 1 }, messages: [{ status: 'DELIVERED' }] });
});

test('a report changes nothing that is further, and nothing that the phone never held', async () => {
  const [sent, delivered] = radio as [Job, Job];

  expect(await report(delivered.message_id, 'SENT')).toMatchObject({ applied: false, status: 'DELIVERED' });
  expect(await report(delivered.message_id, 'FAILED', 'NO_SERVICE')).toMatchObject({ applied: false });
  expect(await report(sent.message_id, 'FAILED', 'NO_SERVICE')).toMatchObject({ applied: false, status: 'SENT' });
  const { body } = await request([message()]);
  const [waiting] = (await ofRequest(body.request_id)).items;
  expect(await report(waiting!.id, 'SENT')).toEqual({
    message_id: waiting!.id,
    applied: false,
    status: null,
    reason: 'not_found',
  });
  expect((await ofRequest(body.request_id)).items).toMatchObject([{ status: 'PENDING' }]);
  for (const job of await jobs()) await report(job.message_id, 'SENT');
});

test('a phone that fails tells why', async () => {
  const job = await sentTo('0912000001');
  expect(await report(job.message_id, 'FAILED', 'RADIO_OFF')).toMatchObject({ applied: true, status: 'FAILED' });

  const { items } = await ofRequest(job.message_id.slice(0, 26));
  expect(items).toMatchObject([{ status: 'FAILED', last_error: 'RADIO_OFF' }]);
  expect(await jobs()).toEqual([]);
});

test('the same text to the same number within ANTI_DUP_MINUTES is CANCELED, however the number is written', async () => {
  const { to, variables } = message();
  const first = await request([{ to, variables }]);
  const again = await request([
    { to: `+84 ${to.slice(1)}`, variables },
    { to, variables: { CODE: '5' } },
  ]);

  expect(first.body).toMatchObject({ accepted: 1, canceled: 0 });
  expect(again.body).toMatchObject({ accepted: 1, canceled: 1, rejected: 0 });
  const { items } = await ofRequest(again.body.request_id);
  expect(items).toMatchObject([
    { to, status: 'PENDING' },
    { to: `+84 ${to.slice(1)}`, status: 'CANCELED', last_error: 'DUPLICATE_RECENT' },
  ]);
  const got = await jobs();
  expect(got.map(({ text }) => text).sort()).toEqual(['Ma OTP 271828', 'Ma OTP 5']);
  for (const job of got) await report(job.message_id, 'SENT');
});

test('one wrong number does not stop the others, and numbers abroad are refused', async () => {
  const { status, body } = await request([
    message(),
    { to: '12', variables: {} },
    { ...message(), to: '+12025550123' },
  ]);

  expect(status).toBe(202);
  expect(body).toMatchObject({
    total: 3,
    accepted: 1,
    rejected: 2,
    rejects: [
      { index: 1, to: '12', code: 'invalid_variables' },
      { index: 2, to: '+12025550123', code: 'destination_blocked' },
    ],
  });
  for (const job of await jobs()) await report(job.message_id, 'SENT');
});

test('a call that is repeated with its Idempotency-Key sends one text', async () => {
  const client = new Api(target.gateways[0]!);
  const body = { template_id: set.TEMPLATE_ID, agent_id: set.AGENT_ID, messages: [message()] };
  const headers = { 'x-api-key': set.API_KEY, 'idempotency-key': 'once' };
  const answers = await Promise.all([0, 1, 2].map(() => client.call('POST', '/sms/requests', { body, headers })));

  const accepted = answers.filter(({ status }) => status === 202);
  expect(new Set(accepted.map((it) => it.body.request_id)).size).toBe(1);
  const got = await jobs();
  expect(got).toHaveLength(1);
  await report(got[0]!.message_id, 'SENT');
});

test('a key reads what it sent, an administrator what everybody sent', async () => {
  const made = await asAdmin()<{ plain_key: string }>('POST', '/admin/api-keys', {
    client_name: 'Another',
    scopes: ['sms:read'],
  });
  const other = api('/sms', { 'x-api-key': made.body.plain_key });

  expect((await other<Items>('GET', '/messages/all')).body).toMatchObject({ items: [], total: 0 });
  expect((await other('GET', `/requests/${set.REQUEST_ID}`)).status).toBe(404);
  expect((await other('POST', '/requests', {})).status).toBe(403);
  const all = await asAdmin()<Items>('GET', `/messages/all?agent_id=${set.AGENT_ID}&limit=2&skip=1`);
  expect(all.body.items).toHaveLength(2);
  expect(all.body.total).toBe((await asClient()<Items>('GET', '/messages/all')).body.total);
});

test('a phone that got a text and has not reported it does not get it again', async () => {
  const job = await sentTo('0912000002');
  expect(job.text).toBe('Ma OTP 314159');
  expect(await jobs()).toEqual([]);
  const { items } = await ofRequest(job.message_id.slice(0, 26));
  expect(items).toMatchObject([{ status: 'SENDING', last_error: null }]);
});
