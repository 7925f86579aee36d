import { statSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_CHECKPOINTS } from '../../src/index.ts';
import { PostriderServer } from '../builders/postrider-server.ts';
import { Termux, until, type Behaviour } from '../builders/termux.ts';

// Real: the built program as a process, its journal, HTTP. Stubs: Postrider and the commands of Termux:API.
let server: PostriderServer;
let phone: Termux;
const MESSAGE = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';
const CODE = '4F7K-92MX-QT3B';
const CLOSED = ['SENT', 'FAILED', 'UNKNOWN'];
const isClosed = () => CLOSED.includes(server.postrider.status(MESSAGE));

beforeEach(async () => {
  server = new PostriderServer();
  await server.listen();
  phone = new Termux();
});
afterEach(async () => {
  phone.killAll();
  await server.close();
});

async function enrolled(settings: object = {}): Promise<void> {
  const { code, output } = await phone.run('enrol', CODE, '--url', server.url);
  expect([code, output]).toEqual([0, expect.stringContaining('Enrolled as phone-1')]);
  phone.settings({ options: { inboxS: 1 }, ...settings });
}

test('a phone is enrolled by a code, sends a text, and tells a person how it is', async () => {
  await enrolled();
  expect(server.registered).toMatchObject({ enrolment_code: CODE, capabilities: ['start'] });
  // The enrolment code has a label for it.
  expect(server.registered).not.toHaveProperty('label');
  expect(statSync(join(phone.folder, 'agent.json')).mode & 0o777).toBe(0o600);

  server.postrider.add(MESSAGE, 'Your code is 4711');
  const agent = phone.start(['run']);
  await until('the text is reported', isClosed);

  expect(phone.sent).toEqual(['-n +84901234567|Your code is 4711']);
  expect(server.postrider.reports).toMatchObject([{ messageId: MESSAGE, fence: 1, status: 'SENT' }]);
  await until('a heartbeat', () => server.postrider.beats.length > 1);
  expect(server.postrider.beats[0]).toMatchObject({
    battery: 80,
    charging: false,
    network: 'lte',
    sims: [{ slot: 0, operator: 'Viettel', country: 'VN' }],
    free_parts: 30,
    capabilities: ['start'],
  });

  const { output: status } = await phone.run('status');
  expect(status).toMatch(/is phone-1 at .*\nIt runs\.\nPostrider answered \d s ago\.\n.*1 sent, 0 failed, 0 unknown/);
  const { output: rows } = await phone.run('journal');
  expect(rows).toMatch(/\.0000 {2}sent .* ago {2}reported/);

  const { output: stopped } = await phone.run('stop');
  expect(stopped).toBe('Stopped.\n');
  expect(await agent.ended).toMatchObject({ code: 0 });
  expect(agent.output).not.toMatch(/4711|84901234567/);
});

test.each<[Behaviour, string, string | undefined]>([
  ['warn', 'SENT', undefined],
  ['refuse', 'FAILED', 'NO_PERMISSION'],
  ['hang', 'UNKNOWN', 'NO_RESULT'],
  ['die', 'UNKNOWN', 'NO_RESULT'],
  ['exit 3', 'UNKNOWN', 'NO_RESULT'],
  ['print', 'UNKNOWN', 'NO_RESULT'],
  ['miss the app', 'UNKNOWN', 'NO_RESULT'],
])('if termux-sms-send does "%s", the message is %s', async (behaviour, status, code) => {
  await enrolled({ send_timeout_s: 1 });
  phone.behave(behaviour);
  server.postrider.add(MESSAGE);

  phone.start(['run']);
  await until('the end is reported', isClosed);

  expect(server.postrider.reports).toEqual([expect.objectContaining({ status, ...(code && { code }) })]);
  expect(phone.sent).toHaveLength(1);
});

const OF_TEXTS_RECEIVED = AGENT_CHECKPOINTS.filter((name) => name.startsWith('agent.inbox.'));
const OF_MESSAGES = AGENT_CHECKPOINTS.filter((name) => !name.startsWith('agent.inbox.'));

test.each(OF_MESSAGES)('killed at %s and started again, it sends nothing twice', async (checkpoint) => {
  await enrolled({ options: { inboxS: 0 } });
  server.postrider.add(MESSAGE);

  const killed = await phone.start(['run'], checkpoint).ended;
  expect(killed.signal).toBe('SIGKILL');
  phone.start(['run']);
  await until('the message has an end', isClosed);

  const wasInTheAir = ['agent.send.sending', 'agent.send.radio'].includes(checkpoint);
  const wasStarted = ['agent.send.starting', 'agent.send.started'].includes(checkpoint);
  expect(server.postrider.status(MESSAGE)).toBe(wasInTheAir ? 'UNKNOWN' : wasStarted ? 'FAILED' : 'SENT');
  expect(phone.sent.length).toBe(checkpoint === 'agent.send.sending' || wasStarted ? 0 : 1);
});

test.each(OF_TEXTS_RECEIVED)(
  'killed at %s and started again, it passes on what came, under one id',
  async (checkpoint) => {
    await enrolled();
    const text = { address: '+84901234568', body: 'Hi', received: '2026-12-01 17:00:00' };
    // What came before the first look at the texts received is not passed on.
    phone.receive([{ ...text, _id: 1, body: 'before' }]);
    const first = phone.start(['run']);
    await until('it has looked', () => server.postrider.beats.length > 2);
    first.child.kill('SIGTERM');
    await first.ended;
    phone.receive([
      { ...text, _id: 1, body: 'before' },
      { ...text, _id: 2 },
    ]);

    const killed = await phone.start(['run'], checkpoint).ended;
    expect(killed.signal).toBe('SIGKILL');
    phone.start(['run']);
    await until('the text is passed on', () => server.postrider.inboxTexts.length > 0);

    const ids = new Set(server.postrider.inboxTexts.map(({ deviceMessageId }) => deviceMessageId));
    expect([...ids]).toEqual([expect.stringMatching(/^[0-9a-z]{8}-2$/)]);
    expect(server.postrider.inboxTexts[0]).toMatchObject({ text: 'Hi', receivedAt: '2026-12-01T10:00:00.000Z' });
  },
);

test('a phone that loses power while the text is in the air reports it unknown, also under a new lease', async () => {
  await enrolled();
  phone.behave('hang');
  server.postrider.add(MESSAGE);
  const agent = phone.start(['run']);
  await until('the radio has it', () => phone.sent.length === 1);
  agent.child.kill('SIGKILL');
  await agent.ended;
  phone.behave('succeed');

  phone.start(['run']);
  await until('it is reported', isClosed);
  server.postrider.regrant(MESSAGE);
  await until('it is reported again', isClosed);

  expect(server.postrider.reports.map(({ fence, status }) => [fence, status])).toEqual([
    [1, 'UNKNOWN'],
    [2, 'UNKNOWN'],
  ]);
  expect(phone.sent).toHaveLength(1);
});

test('SIGTERM lets the message in the air end, and its report go out', async () => {
  await enrolled();
  phone.stub(
    'termux-sms-send',
    `cat > /dev/null; touch '${phone.home}/begun'; sleep 1; echo x >> '${phone.home}/sent'`,
  );
  server.postrider.add(MESSAGE);
  const agent = phone.start(['run']);
  await until('the radio has it', () => statSync(join(phone.home, 'begun'), { throwIfNoEntry: false }) !== undefined);

  agent.child.kill('SIGTERM');

  expect(await agent.ended).toMatchObject({ code: 0 });
  expect(server.postrider.status(MESSAGE)).toBe('SENT');
});

test('while Postrider is away the phone keeps its report, and delivers it afterwards', async () => {
  await enrolled();
  server.postrider.add(MESSAGE);
  phone.stub('termux-sms-send', `cat > /dev/null; echo x >> '${phone.home}/sent'; sleep 0.5`);
  phone.start(['run']);
  await until('the radio has it', () => phone.sent.length === 1);
  await server.close();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await server.listen();

  await until('the report comes', isClosed);
  expect(server.postrider.status(MESSAGE)).toBe('SENT');
});

test.each([426, 500, 503, 429, 403])('an answer of %i is no reason to end', async (status) => {
  await enrolled();
  server.postrider.add(MESSAGE);
  server.status = status;
  const agent = phone.start(['run']);
  await until('it says so', () => agent.output.includes(`HTTP ${status} of the test`));
  server.status = undefined;

  await until('it sends', isClosed);
});

test('a phone that was revoked ends with a sentence that says what to do', async () => {
  await enrolled();
  phone.settings({ agent_token: 'another' });

  const { code, output } = await phone.run('run');

  expect(code).toBe(1);
  expect(output).toContain('Postrider does not accept this phone: It was revoked. Enrol it again with a new code.');
});

test.each([
  [1, 'SENT', ['-n +84901234567 -s 1|Hello']],
  [0, 'FAILED', []],
])('if its owner has said that the SIM is in slot 1, a text for slot %i is %s', async (slot, status, sent) => {
  await enrolled({ sims: [{ slot: 1, country: 'VN' }] });
  server.simSlot = slot;
  server.postrider.add(MESSAGE);

  phone.start(['run']);
  await until('the end is reported', isClosed);

  expect(server.postrider.status(MESSAGE)).toBe(status);
  expect(phone.sent).toEqual(sent);
});

test('a wrong code is refused, and nothing is written', async () => {
  const { code, output } = await phone.run('enrol', 'AAAA-AAAA-AAAA', '--url', server.url);

  expect([code, output]).toEqual([1, 'Postrider did not register the phone: no such code\n']);
  expect((await phone.run('run')).output).toContain('This phone is not enrolled');
});

test('what the QR code says is taken as the code, and a second enrolment keeps the name of the device', async () => {
  await enrolled();
  const before = server.registered!.device_id;
  server.codes.add('NEXT-CODE');

  const qr = `postrider:enrol?url=${encodeURIComponent(server.url)}&code=NEXT-CODE`;
  expect(await phone.run('enrol', qr)).toMatchObject({ code: 0 });

  expect(server.registered).toMatchObject({ device_id: before, enrolment_code: 'NEXT-CODE' });
});

test('a second agent on the same phone does not start', async () => {
  await enrolled();
  const agent = phone.start(['run']);
  await until('it works', () => server.postrider.beats.length > 0);

  expect(await phone.run('run')).toMatchObject({ code: 1, output: 'The agent runs already on this phone.\n' });
  agent.child.kill('SIGTERM');
});

test('with a damaged journal nothing is sent', async () => {
  await enrolled();
  server.postrider.add(MESSAGE);
  const agent = phone.start(['run']);
  await until('it sends', isClosed);
  agent.child.kill('SIGTERM');
  await agent.ended;
  truncateSync(join(phone.folder, 'journal.sqlite'), 5_000);
  server.postrider.regrant(MESSAGE);

  const { code, output } = await phone.run('run');

  expect(code).toBe(1);
  expect(output).toContain('so it sends nothing');
  expect(phone.sent).toHaveLength(1);
});

test('when the disk is full it stops to send and says why; afterwards it goes on, and nothing is sent twice', async () => {
  await enrolled({ options: { inboxS: 0, partsPerHalfHour: 0 } });
  const ids = Array.from({ length: 30 }, (_, index) => `${MESSAGE.slice(0, -2)}${String(index).padStart(2, '0')}`);
  for (const id of ids) server.postrider.add(id, id);
  const texts = () => phone.sent.map((line) => line.split('|')[1]);

  const full = phone.start(['run'], undefined, 200);
  await until('it says so', () => full.output.includes('Nothing is sent, because the journal cannot be written'));
  const before = texts();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(texts()).toEqual(before);
  expect(before.length).toBeLessThan(ids.length);
  full.child.kill('SIGKILL');
  await full.ended;

  phone.start(['run']);
  await until('all have an end', () => ids.every((id) => CLOSED.includes(server.postrider.status(id))), 40_000);
  expect(new Set(texts()).size).toBe(phone.sent.length);
  const sent = ids.filter((id) => server.postrider.status(id) === 'SENT');
  expect(texts()).toEqual(expect.arrayContaining(sent));
});

test('without its commands, or without a SIM, the phone takes no messages and says why', async () => {
  await enrolled();
  phone.stub('termux-telephony-deviceinfo', `echo '{"sim_state": "absent"}'`);
  const agent = phone.start(['run']);
  await until('it says so', () => agent.output.includes('the SIM is not usable (absent)'));

  phone.stub('termux-telephony-deviceinfo', `echo '{"error": "Please grant READ_PHONE_STATE"}'`);
  await until('it says so', () => agent.output.includes('Please grant READ_PHONE_STATE'));

  expect(server.postrider.polls).toEqual([]);
});

test('the build is one file that imports Node alone', () => {
  const program = readFileSync('dist/apps/agent/postrider-agent.mjs', 'utf8');
  const imported = [...program.matchAll(/^import .* from ["'](.*)["'];$/gm)].map(([, name]) => name!);

  expect(imported.length).toBeGreaterThan(0);
  expect(imported.filter((name) => !name.startsWith('node:'))).toEqual([]);
  expect(program).not.toMatch(/\brequire\(/);
});
