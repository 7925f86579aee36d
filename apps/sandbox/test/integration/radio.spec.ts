// Real: the sandbox over HTTP with its files, the phones' own program with its journals; the other side is scripted.
import { rm } from 'node:fs/promises';
import { until } from '#libs/sandbox-kit/testing';
import { CRASH_POINTS } from '../../src/radio/crash-plan.ts';
import type { RadioPhoneView } from '../../src/radio/phone-view.ts';
import { ScriptedLease, SECRET } from '../harness/agent-lease.ts';
import { runSandbox, temporaryFolder, type RunningSandbox } from '../harness/running-sandbox.ts';

const TO = '+85251234567';
let lease: ScriptedLease;
let sandbox: RunningSandbox;
let folder: string;

beforeEach(async () => {
  lease = await new ScriptedLease().start();
  folder = await temporaryFolder();
});
afterEach(async () => {
  await sandbox?.close();
  await lease.stop();
  await rm(folder, { recursive: true });
});

async function start(phones: number): Promise<void> {
  const settings = { SANDBOX_AGENT_URL: lease.url, SANDBOX_PHONES: String(phones), AGENT_REGISTRATION_SECRET: SECRET };
  sandbox = await runSandbox(settings, folder);
}
const radio = <T = { phones: RadioPhoneView[] }>(method: string, path: string, body?: unknown): Promise<T> =>
  sandbox.control.call<T>(method, `radio${path && `/${path}`}`, body);
const phone = async (name = 'phone-1'): Promise<RadioPhoneView> => (await radio('GET', `phones/${name}`)).phones[0]!;
const texts = () => sandbox.control.rows('text');
async function reported(message: string): Promise<string[]> {
  await until(() => lease.reports(message).length > 0);
  return lease.reports(message);
}

test('phones register by themselves once they are answered, and what they send is in the ledger and on the page', async () => {
  await lease.stop();
  await start(2);
  await until(async () => (await phone()).calls.some(({ end }) => end === 'away'));
  await lease.start();
  await until(async () => (await radio('GET', '')).phones.every(({ agentId }) => agentId !== null));

  const message = lease.add(TO, 'Hello');
  expect(await reported(message)).toEqual(['SENT']);

  const [row] = await texts();
  const sender = (await radio('GET', '')).phones.find(({ sent }) => sent.count === 1)!;
  expect(row).toMatchObject({
    vendor: 'phone',
    account: sender.agentId,
    localId: message,
    fence: 1,
    to: TO,
    body: 'Hello',
    segments: 1,
  });
  expect(row!.phone).toEqual({ name: sender.name, label: sender.label, sim: 0, part: 1, parts: 1 });
  expect(row!.from).toBe(sender.sims[0]!.number);
  expect(await sandbox.control.call('GET', 'counts')).toMatchObject({ texts: 1, byVendor: { phone: 1 } });
  await until(async () => (await phone(sender.name)).sent.newest[0]!.status === 'delivered');
});

test('what a phone says of itself is what is set: battery, network, SIMs', async () => {
  await start(1);
  await until(async () => (await phone()).isOnline);
  await radio('PATCH', 'phones/phone-1', { battery: 9, charging: true, network: 'cellular' });
  await radio('POST', 'phones/phone-1/sim', {
    slot: 1,
    sim: { number: '+84901234567', country: 'VN', operator: 'Viet' },
  });
  await radio('POST', 'phones/phone-1/reboot');

  const beat = await until(() => lease.told.findLast(({ path, body }) => path === 'heartbeat' && body.battery === 9));
  expect(beat!.body).toMatchObject({ charging: true, network: 'cellular', capabilities: ['start'] });
  expect(beat!.body.sims).toMatchObject([
    { slot: 0, country: 'US' },
    { slot: 1, number: '+84901234567', country: 'VN' },
  ]);
  expect(await phone()).toMatchObject({ boots: 2, state: 'on' });
});

test.each([
  ['no coverage', { coverage: false }, 'FAILED NO_SERVICE', 0],
  ['a limit that is reached', { partsLeft: 0 }, 'FAILED LIMIT_EXCEEDED', 0],
  ['a radio that fails', { failure: 'GENERIC_FAILURE', failures: 1 }, 'FAILED GENERIC_FAILURE', 0],
  ['a radio that hangs before the text is out', { hang: 'before', hangMs: 50 }, 'UNKNOWN NO_RESULT', 0],
  ['a radio that hangs after it', { hang: 'after', hangMs: 50 }, 'UNKNOWN NO_RESULT', 1],
])('with %s the program reports it', async (_, conditions, report, out) => {
  await start(1);
  await radio('PATCH', 'phones/phone-1', conditions);
  const message = lease.add(TO, 'Hello');

  expect(await reported(message)).toEqual([report]);
  expect((await texts()).length).toBe(out);
  if ('failures' in conditions) expect((await phone()).conditions).toMatchObject({ failure: null, failures: null });
});

test('a limit is reached after the texts that are left, and parts go out one by one', async () => {
  await start(1);
  await radio('PATCH', 'phones/phone-1', { partsLeft: 2, partByPart: true });
  const long = lease.add(TO, 'a'.repeat(310));
  expect(await reported(long)).toEqual(['SENT']);
  const next = lease.add(TO, 'Hello');

  expect(await reported(next)).toEqual(['FAILED LIMIT_EXCEEDED']);
  const rows = await texts();
  expect(rows.map(({ phone: of }) => `${of!.part}/${of!.parts}`)).toEqual(['1/2', '2/2']);
  expect(rows.map(({ body }) => body).join('')).toBe('a'.repeat(310));
});

test.each(CRASH_POINTS.filter((point) => !point.startsWith('agent.inbox')))(
  'after a crash at %s and a start nothing is sent twice, and the end is reported',
  async (at) => {
    lease.leaseMs = 400;
    await start(1);
    await until(async () => (await phone()).isOnline);
    await radio('POST', 'phones/phone-1/crash', { at, restartMs: 50 });
    const first = lease.add(TO, 'first');
    await until(async () => (await phone()).crash === null);
    const second = lease.add(TO, 'second');

    const [end] = await reported(first);
    expect(await reported(second)).toContain('SENT');
    const sent = (await texts()).map(({ body }) => body);
    expect(sent.filter((body) => body === 'first').length).toBeLessThanOrEqual(1);
    expect(sent.filter((body) => body === 'second').length).toBe(1);
    if (end === 'SENT') expect(sent).toContain('first');
    if (at === 'radio.out') expect([end, sent.includes('first')]).toEqual(['UNKNOWN RESTARTED', true]);
  },
);

test('a phone that is paused does nothing; past its lease another one sends, and it itself does not', async () => {
  lease.leaseMs = 1_000;
  await start(1);
  await radio('PATCH', 'phones/phone-1', { sendMs: 500 });
  const [busy, waiting] = [lease.add(TO, 'busy'), lease.add(TO, 'waiting')];
  await until(() => lease.messages[0]!.started);
  await radio('POST', 'phones/phone-1/pause');
  const toldBefore = lease.told.length;
  await radio('POST', 'phones', {});
  expect(await reported(waiting)).toEqual(['SENT']);
  const first = await phone();
  expect(first.state).toBe('paused');
  expect(lease.told.slice(toldBefore).filter(({ agent }) => agent === first.agentId)).toEqual([]);

  await radio('POST', 'phones/phone-1/resume');
  expect(await reported(busy)).toEqual(['SENT']);
  await until(async () => (await phone()).holds.length === 0);
  expect((await texts()).map(({ body }) => body).toSorted()).toEqual(['busy', 'waiting']);
});

test('a phone that is off calls nobody, a crashed one is started by hand, and clocks jump without harm', async () => {
  await start(1);
  await until(async () => (await phone()).isOnline);
  await radio('POST', 'phones/phone-1/off');
  const toldBefore = lease.told.length;
  const message = lease.add(TO, 'Hello');
  expect(await phone()).toMatchObject({ state: 'off', isOnline: false });
  await radio('PATCH', 'phones/all', { clockAheadMs: -40 * 3_600_000 });
  expect(lease.told.length).toBe(toldBefore);
  await radio('POST', 'phones/phone-1/on');
  expect(await reported(message)).toEqual(['SENT']);

  await radio('POST', 'phones/phone-1/crash', {});
  expect(await phone()).toMatchObject({ state: 'crashed' });
  const next = lease.add(TO, 'next');
  await radio('POST', 'phones/phone-1/start');
  expect(await reported(next)).toEqual(['SENT']);
});

test('SIMs change places, and a text is sent by the number that is in the slot', async () => {
  await start(2);
  const numbers = (await radio('GET', '')).phones.map(({ sims }) => sims[0]!.number);
  await radio('POST', 'swap', { one: { phone: 'phone-1' }, other: { phone: 'phone-2', slot: 1 } });
  const [one, two] = (await radio('GET', '')).phones;

  expect(one!.sims.map((sim) => sim!.country)).toEqual(['HK']);
  expect(two!.sims.map((sim) => sim!.number)).toEqual([numbers[1], numbers[0]]);
  await radio('POST', 'phones/phone-2/off');
  await reported(lease.add(TO, 'Hello'));
  expect((await texts())[0]!.from).toBe(one!.sims[0]!.number);
});

test('a text that a person sends to a phone is handed over, from the page of the phones too', async () => {
  await start(1);
  await until(() => lease.told.some(({ path }) => path === 'jobs/next'));
  await until(async () => (await phone()).isOnline);
  await reported(lease.add(TO, 'Question?'));
  await radio('POST', 'phones/phone-1/inbox', { from: TO, text: 'By hand' });
  await sandbox.control.call('POST', `phones/${TO}/reply`, { text: 'An answer' });

  const inbox = () =>
    lease.told.filter(({ path }) => path === 'inbox').flatMap(({ body }) => body.messages as object[]);
  await until(() => inbox().length === 2);
  expect(inbox()).toMatchObject([
    { from: TO, text: 'By hand', sim_slot: 0 },
    { from: TO, text: 'An answer' },
  ]);
  expect((await phone()).inbox.map(({ text }) => text)).toEqual(['An answer', 'By hand']);
});

test('a revoked phone shows it, and enrols anew by a code; a wrong code is not tried twice', async () => {
  await start(1);
  await until(async () => (await phone()).isOnline);
  lease.revoked.add((await phone()).agentId!);
  await radio('POST', 'phones/phone-1/reboot');
  await until(async () => (await phone()).isRevoked);

  await radio('POST', 'phones/phone-1/enrol', { code: 'WRONG-CODE' });
  await until(async () => (await phone()).said[0]?.includes('The code is refused'));
  expect((await phone()).calls.filter(({ what }) => what === 'register').length).toBe(2);
  await radio('POST', 'phones/phone-1/enrol', { code: 'GOOD-CODE' });
  expect(await reported(lease.add(TO, 'Hello'))).toEqual(['SENT']);
});

test('a phone of SafeCare polls and reports, and nothing else', async () => {
  await start(0);
  await radio('POST', 'phones', { kind: 'safecare', label: 'Old phone', secret: SECRET });
  const message = lease.add(TO, 'Hello');

  await until(() => lease.reports(message).length === 2);
  expect(lease.reports(message)).toEqual(['SENT', 'DELIVERED']);
  expect(new Set(lease.told.map(({ path }) => path))).toEqual(new Set(['register', 'jobs/next', 'messages/report']));
  expect(lease.told.findLast(({ path }) => path === 'messages/report')!.body).toEqual({
    messages: [{ message_id: message, status: 'DELIVERED' }],
  });
});

test('after a restart of the sandbox its phones go on: tokens, journals, SIMs, and what was set', async () => {
  await start(2);
  await radio('POST', 'phones', {
    label: 'Third',
    sims: [{ number: '+84901234567', country: 'VN', operator: 'Viet' }],
  });
  await until(async () => (await radio('GET', '')).phones.every(({ agentId }) => agentId !== null));
  await radio('POST', 'phones/phone-1/off');
  await radio('POST', 'phones/phone-2/off');
  await radio('PATCH', 'phones/phone-3', { battery: 12, sendMs: 60_000 });
  const message = lease.add(TO, 'Hello');
  await until(async () => (await phone('phone-3')).holds.some(({ state }) => state === 'sending'));
  const before = (await radio('GET', '')).phones;
  sandbox = await sandbox.restart();

  expect(await reported(message)).toEqual(['UNKNOWN RESTARTED']);
  const after = (await radio('GET', '')).phones;
  const lasting = (all: RadioPhoneView[]) =>
    all.map(({ name, label, agentId, sims, state, conditions, boots }) => ({
      name,
      label,
      agentId,
      sims,
      state,
      conditions,
      boots,
    }));
  expect(lasting(after)).toEqual(lasting(before));
  expect(lease.told.filter(({ path }) => path === 'register').length).toBe(3);
});

test('a reset sets phones as at the start and keeps what their programs remember', async () => {
  await start(1);
  await radio('PATCH', 'phones/phone-1', { coverage: false, battery: 3 });
  await radio('POST', 'phones/phone-1/off');
  await sandbox.control.call('POST', 'reset');

  expect(await phone()).toMatchObject({ state: 'on', conditions: { coverage: true, battery: 80 }, sent: { count: 0 } });
  expect(await reported(lease.add(TO, 'Hello'))).toEqual(['SENT']);
  expect((await texts()).length).toBe(1);
});

test('fifty phones in one process take each message once', async () => {
  await start(50);
  const wanted = Array.from({ length: 100 }, (_, at) => lease.add(TO, `text ${at}`));
  await until(() => wanted.every((message) => lease.reports(message).includes('SENT')), 55_000);

  const bodies = await sandbox.control.bodies();
  expect(bodies.length).toBe(100);
  expect(new Set(bodies).size).toBe(100);
}, 60_000);

test('wrong controls are refused with the field', async () => {
  await start(1);
  const refused = async (method: string, path: string, body?: unknown) => {
    const answer = await sandbox.control.answer(method, `radio/${path}`, body);
    return [answer.status, ((await answer.json()) as { error: string }).error.replace(/:.*/s, '')];
  };

  expect(await refused('PATCH', 'phones/phone-1', { battery: 101 })).toEqual([400, 'battery']);
  expect(await refused('PATCH', 'phones/phone-1', { batery: 1 })).toEqual([400, 'batery']);
  expect(await refused('POST', 'phones/phone-1/crash', { at: 'agent.nowhere' })).toEqual([400, 'at']);
  expect(await refused('POST', 'phones', { sims: [{ number: 'x', country: 'VN', operator: 'y' }] })).toEqual([
    400,
    'sims.0.number',
  ]);
  expect(await refused('POST', 'phones', { code: 'GOOD-1', count: 2 })).toEqual([409, 'A code enrols one phone.']);
  expect(await refused('POST', 'phones/phone-1/inbox', { from: TO, text: 'x', sim: 2 })).toEqual([
    409,
    'phone-1 has no SIM in slot 2.',
  ]);
  expect(await refused('POST', 'phones/phone-9/off')).toEqual([404, 'There is no such phone here.']);
  expect(await refused('POST', 'phones/phone-1/fly')).toEqual([404, 'There is no such action.']);
});
