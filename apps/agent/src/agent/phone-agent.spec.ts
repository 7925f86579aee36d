import { readFileSync, globSync } from 'node:fs';
import { Phone } from '../../test/builders/phone.ts';
import { AGENT_CHECKPOINTS } from './checkpoints.ts';

// Real: the agent and its journal. Radio, Postrider and the clock are fakes.
let phone: Phone;
const MESSAGE = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';
const isClosed = () => ['SENT', 'FAILED', 'UNKNOWN'].includes(phone.postrider.status(MESSAGE));

beforeEach(async () => {
  phone = await Phone.make();
});

test('a message is taken, sent and reported', async () => {
  phone.postrider.add(MESSAGE);

  await phone.runUntil(isClosed);

  expect(phone.radio.sent).toHaveLength(1);
  expect(phone.postrider.reports).toEqual([
    { messageId: MESSAGE, leaseId: 'lease-poll-1', fence: 1, status: 'SENT', parts: 1 },
  ]);
  expect(phone.journal.entry(MESSAGE)).toMatchObject({ state: 'sent', reported: true });
});

test.each(AGENT_CHECKPOINTS)('a phone that dies at %s and starts again sends nothing twice', async (checkpoint) => {
  phone.postrider.add(MESSAGE, 'one|two');
  phone.journal.rememberReceived(0);
  phone.radio.texts = [{ id: 1, from: '+84901234568', text: 'Hi', receivedAt: '2026-12-01T10:00:00.000Z' }];
  phone.diesAt = checkpoint;

  const isDone = () => isClosed() && phone.postrider.inboxTexts.length > 0 && phone.diesAt === undefined;
  await expect(phone.runUntil(isDone, { inboxS: 15 })).rejects.toThrow(`died at ${checkpoint}`);
  await phone.switchOn();
  await phone.runUntil(isDone, { inboxS: 15 });

  const parts = phone.radio.sent.map(({ number }) => number);
  expect(new Set(parts).size).toBe(parts.length);
  const wasInTheAir = ['agent.send.sending', 'agent.send.radio'].includes(checkpoint);
  const wasStarted = ['agent.send.starting', 'agent.send.started'].includes(checkpoint);
  const expected = wasInTheAir ? 'UNKNOWN' : wasStarted ? 'FAILED' : 'SENT';
  expect(phone.postrider.status(MESSAGE)).toBe(expected);
  const ids = new Set(phone.postrider.inboxTexts.map(({ deviceMessageId }) => deviceMessageId));
  expect(ids.size).toBe(1);
});

test('after a crash the same request is repeated, and its messages are sent', async () => {
  phone.postrider.add(MESSAGE);
  phone.diesAt = 'agent.poll.answered';
  await expect(phone.runUntil(isClosed)).rejects.toThrow('died');

  await phone.switchOn();
  await phone.runUntil(isClosed);

  expect(phone.postrider.polls.slice(0, 2).map(({ id }) => id)).toEqual(['poll-1', 'poll-1']);
  expect(phone.postrider.status(MESSAGE)).toBe('SENT');
});

test('an end that is reported while the same request is on its way again is reported once', async () => {
  phone.postrider.add(MESSAGE);
  phone.diesAt = 'agent.send.radio';
  await expect(phone.runUntil(isClosed)).rejects.toThrow('died');
  const { postrider } = phone;
  const { next, report } = postrider;
  const once = async (isTrue: () => boolean) => {
    while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
  };
  postrider.report = async (reports) => {
    await once(() => postrider.polls.length > 1);
    return report.call(postrider, reports);
  };
  postrider.next = async (poll, signal) => {
    const answer = await next.call(postrider, poll, signal);
    if (poll.id === 'poll-1') await once(() => phone.journal.entry(MESSAGE)!.reported);
    return answer;
  };

  await phone.switchOn();
  await phone.runUntil(() => postrider.polls.length > 2);

  expect(postrider.polls.slice(0, 3).map(({ id }) => id)).toEqual(['poll-1', 'poll-1', 'poll-2']);
  expect(postrider.reports.map(({ status }) => status)).toEqual(['UNKNOWN']);
});

test.each([
  ['sent', 'SENT'],
  ['unknown', 'UNKNOWN'],
] as const)(
  'a message that was %s before is reported again under its new lease, and not sent',
  async (result, word) => {
    phone.postrider.add(MESSAGE);
    phone.radio.answer = () => result;
    await phone.runUntil(isClosed);

    phone.postrider.regrant(MESSAGE);
    phone.clock.pass(47 * 3_600_000);
    await phone.switchOn();
    await phone.runUntil(isClosed);

    expect(phone.radio.sent).toHaveLength(1);
    expect(phone.postrider.reports.map(({ fence, status }) => [fence, status])).toEqual([
      [1, word],
      [2, word],
    ]);
  },
);

test('a message of which nothing went out is sent under its next lease', async () => {
  phone.postrider.add(MESSAGE);
  phone.radio.answer = () => ({ failed: 'NO_SERVICE' });
  await phone.runUntil(isClosed);

  phone.radio.answer = () => 'sent';
  phone.postrider.regrant(MESSAGE);
  await phone.runUntil(isClosed);

  expect(phone.postrider.reports.map(({ status }) => status)).toEqual(['FAILED', 'SENT']);
});

test('reports are repeated until Postrider answers', async () => {
  phone.postrider.add(MESSAGE);
  phone.postrider.instead.report = { kind: 'away', why: 'HTTP 503' };
  await phone.runUntil(() => {
    if (phone.said.some((line) => line.includes('HTTP 503'))) phone.postrider.instead = {};
    return isClosed();
  });

  expect(phone.postrider.reports).toHaveLength(1);
});

test('many ends are reported a hundred at a time', async () => {
  for (let index = 0; index < 250; index++) {
    const messageId = `01JD3C4V5W6X7Y8Z9A0B1C2D3E.${String(index).padStart(4, '0')}`;
    phone.postrider.add(messageId);
    phone.journal.lease([{ messageId, leaseId: 'lease-old', fence: 0, segments: 1 }]);
    phone.journal.starting(messageId);
  }
  const sizes: number[] = [];
  const { report } = phone.postrider;
  phone.postrider.report = (reports) => {
    sizes.push(reports.length);
    return report.call(phone.postrider, reports);
  };
  phone.radio.phone = { ready: false, why: 'no coverage' };

  await phone.runUntil(() => phone.postrider.reports.length === 250);

  expect(sizes).toEqual([100, 100, 50]);
});

test('a report that Postrider does not take holds back no other', async () => {
  const bad = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0009';
  for (const messageId of [bad, MESSAGE]) {
    phone.postrider.add(messageId);
    phone.journal.lease([{ messageId, leaseId: 'lease-old', fence: 0, segments: 1 }]);
    phone.journal.starting(messageId);
  }
  phone.radio.phone = { ready: false, why: 'no coverage' };
  const { report } = phone.postrider;
  phone.postrider.report = async (reports) =>
    reports.some(({ messageId }) => messageId === bad)
      ? { kind: 'refused', status: 400, why: 'no such status' }
      : report.call(phone.postrider, reports);

  await phone.runUntil(isClosed);

  expect(phone.postrider.status(MESSAGE)).toBe('FAILED');
  expect(phone.journal.unreported(10)).toEqual([]);
});

test('a phone whose token is not accepted stops and says so', async () => {
  phone.postrider.instead.next = { kind: 'denied', why: 'revoked' };

  await expect(phone.runUntil(() => false)).rejects.toThrow('revoked');
});

test('a phone that cannot send tells so in its heartbeats and takes no messages', async () => {
  phone.radio.phone = { ready: false, why: 'the SIM is not usable (absent)', battery: 12 };
  phone.postrider.add(MESSAGE);

  await phone.runUntil(() => phone.postrider.beats.length > 2);

  expect(phone.postrider.polls).toEqual([]);
  expect(phone.postrider.beats[0]).toMatchObject({ battery: 12, leases: [] });
  expect(phone.said).toContain('No messages are taken: the SIM is not usable (absent)');
});

test('a phone takes no more messages than Android lets it send, and tells what is free', async () => {
  for (let index = 0; index < 4; index++) phone.postrider.add(`${MESSAGE.slice(0, -1)}${index}`);

  await phone.runUntil(() => phone.radio.sent.length > 2, { partsPerHalfHour: 3 });

  expect(phone.radio.sent).toHaveLength(3);
  expect(phone.postrider.polls.map(({ limit }) => limit)).toEqual([3]);
  expect(phone.postrider.beats[0]).toMatchObject({ freeParts: 3 });
});

test('a lease that a heartbeat revokes is not sent', async () => {
  const other = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0001';
  phone.postrider.add(MESSAGE);
  phone.postrider.add(other);
  phone.postrider.heartbeatReply = { leaseTtlMs: 300_000, extended: [], revoked: [other] };
  phone.radio.answer = async () => {
    const beats = phone.postrider.beats.length;
    while (phone.postrider.beats.length < beats + 2) await new Promise((resolve) => setImmediate(resolve));
    return 'sent' as const;
  };

  await phone.runUntil(isClosed);

  expect(phone.radio.sent.map(({ messageId }) => messageId)).toEqual([MESSAGE]);
});

test('a stop finishes the message in the air and begins no other', async () => {
  const other = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0001';
  phone.postrider.add(MESSAGE, 'one|two');
  phone.postrider.add(other);
  let isStopped = false;
  phone.radio.answer = async () => {
    isStopped = true;
    await new Promise((resolve) => setTimeout(resolve, 10));
    return 'sent' as const;
  };

  await phone.runUntil(() => isStopped);

  expect(phone.radio.sent.map(({ messageId, number }) => [messageId, number])).toEqual([
    [MESSAGE, 1],
    [MESSAGE, 2],
  ]);
  expect(phone.postrider.status(MESSAGE)).toBe('SENT');
  expect(phone.postrider.status(other)).toBe('ASSIGNED');
});

test('texts that were there before the phone was enrolled are not handed over, those after it are', async () => {
  const text = (id: number) => ({
    id,
    from: '+84901234568',
    text: `text ${id}`,
    receivedAt: '2026-12-01T10:00:00.000Z',
  });
  phone.radio.texts = [text(7)];
  await phone.runUntil(() => phone.journal.newestReceived() === 7, { inboxS: 15 });

  phone.radio.texts = [text(7), text(8), text(9)];
  await phone.runUntil(() => phone.postrider.inboxTexts.length > 0, { inboxS: 15 });

  const install = phone.journal.installation();
  expect(phone.postrider.inboxTexts.map(({ deviceMessageId }) => deviceMessageId)).toEqual([
    `${install}-8`,
    `${install}-9`,
  ]);
});

test('nothing that the phone says has a text or a number in it', async () => {
  phone.postrider.add(MESSAGE, 'Your code is 4711');
  phone.radio.texts = [{ id: 1, from: '+84901234568', text: 'STOP', receivedAt: '2026-12-01T10:00:00.000Z' }];
  phone.journal.rememberReceived(0);

  await phone.runUntil(() => isClosed() && phone.postrider.inboxTexts.length > 0, { inboxS: 15 });

  expect(phone.said.join('\n')).not.toMatch(/4711|STOP|\d{9}/);
  expect(readFileSync(phone.path).toString('latin1')).not.toMatch(/4711|STOP|8490123/);
});

test('the list of checkpoints is that of the source', () => {
  const sources = globSync('apps/agent/src/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
  const found = sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bcheckpoint\('([a-z_.]+)'\)/g)]);

  expect(new Set(found.map(([, name]) => name))).toEqual(new Set(AGENT_CHECKPOINTS));
});
