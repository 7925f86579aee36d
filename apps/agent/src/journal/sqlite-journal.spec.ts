import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../../test/builders/fake-clock.ts';
import { SqliteJournal } from './sqlite-journal.ts';

// Real: SQLite and its file. The clock is a fake.
let path: string;
let clock: FakeClock;
let journal: SqliteJournal;
const lease = { messageId: 'm1', leaseId: 'lease-1', fence: 1, segments: 2 };
const HOUR = 3_600_000;

beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'journal-')), 'journal.sqlite');
  clock = new FakeClock();
  journal = await SqliteJournal.open(path, clock);
});
afterEach(() => {
  journal.close();
});

async function reopen(): Promise<void> {
  journal.close();
  clock = new FakeClock();
  journal = await SqliteJournal.open(path, clock);
}

function sendAs(state: 'sent' | 'failed' | 'unknown'): void {
  journal.lease([lease]);
  journal.starting('m1');
  journal.sending('m1', 1, 1);
  journal.settle('m1', state);
}

test('what was in the air at the end of the process is unknown, and what was only starting was not sent', async () => {
  for (const messageId of ['leased', 'starting', 'sending', 'sent']) journal.lease([{ ...lease, messageId }]);
  for (const messageId of ['starting', 'sending', 'sent']) journal.starting(messageId);
  for (const messageId of ['sending', 'sent']) journal.sending(messageId, 1, 2);
  journal.settle('sent', 'sent');

  await reopen();
  const recovered = journal.recover();

  expect(recovered).toEqual({ unknown: 1, notSent: 1 });
  expect(journal.entry('leased')).toMatchObject({ state: 'leased' });
  expect(journal.entry('starting')).toMatchObject({ state: 'failed', code: 'NOT_STARTED' });
  expect(journal.entry('sending')).toMatchObject({ state: 'unknown', code: 'RESTARTED', part: 1, parts: 2 });
  expect(journal.entry('sent')).toMatchObject({ state: 'sent' });
});

test.each(['sent', 'unknown'] as const)('a message that is %s keeps its state under a new lease', (state) => {
  sendAs(state);
  journal.reported([lease]);

  journal.lease([{ ...lease, leaseId: 'lease-2', fence: 2 }]);

  expect(journal.entry('m1')).toMatchObject({ state, leaseId: 'lease-2', fence: 2, reported: false });
});

test.each(['sent', 'failed', 'unknown'] as const)(
  'a message that is %s and was reported under its lease stays reported when the same lease comes again',
  (state) => {
    sendAs(state);
    journal.reported([lease]);

    journal.lease([lease]);

    expect(journal.entry('m1')).toMatchObject({ state, reported: true });
  },
);

test('a failed message may be tried again under a newer fence, and not under the same one', () => {
  sendAs('failed');

  journal.lease([lease]);
  expect(journal.entry('m1')).toMatchObject({ state: 'failed' });

  journal.lease([{ ...lease, leaseId: 'lease-2', fence: 2 }]);
  expect(journal.entry('m1')).toMatchObject({ state: 'leased', fence: 2 });
});

test('a report counts for the lease that it named', () => {
  sendAs('sent');
  journal.lease([{ ...lease, leaseId: 'lease-2', fence: 2 }]);

  journal.reported([lease]);

  expect(journal.unreported(10)).toHaveLength(1);
});

test('what was handed to the radio is never dropped', () => {
  sendAs('unknown');

  journal.drop('m1');

  expect(journal.entry('m1')).toMatchObject({ state: 'unknown' });
});

test('a message is forgotten when it is old in running time, and not when the phone was off', async () => {
  sendAs('sent');
  journal.reported([lease]);
  clock.pass(40 * HOUR);
  journal.prune(50 * HOUR);

  await reopen();
  journal.prune(50 * HOUR);
  expect(journal.entry('m1')).toBeDefined();

  clock.pass(11 * HOUR);
  journal.prune(50 * HOUR);
  expect(journal.entry('m1')).toBeUndefined();
});

test('an end that Postrider has not answered is never forgotten', () => {
  sendAs('sent');
  clock.pass(1_000 * HOUR);

  journal.prune(50 * HOUR);

  expect(journal.unreported(10)).toHaveLength(1);
});

test('the segments of the last half hour are counted', () => {
  sendAs('sent');
  expect(journal.segmentsSent(HOUR / 2)).toBe(2);

  clock.pass(HOUR);
  expect(journal.segmentsSent(HOUR / 2)).toBe(0);
});

test('the request that is open survives the process', async () => {
  journal.beginPoll('poll-1');
  await reopen();
  expect(journal.openPoll()).toBe('poll-1');

  journal.endPoll();
  await reopen();
  expect(journal.openPoll()).toBeUndefined();
});

test.each([
  ['torn in the middle', () => truncateSync(path, 6_000)],
  [
    'no database',
    () => writeFileSync(path, 'this is no database, and it is long enough to be seen as one. '.repeat(100)),
  ],
  ['overwritten in part', () => writeFileSync(path, Buffer.from(readFileSync(path)).fill(0xff, 4_096, 12_288))],
])('a journal whose file is %s is refused', async (_, damage) => {
  for (let index = 0; index < 200; index++) journal.lease([{ ...lease, messageId: `m${index}` }]);
  journal.close();
  damage();

  await expect(SqliteJournal.open(path, clock)).rejects.toThrow('cannot be used');

  path = join(mkdtempSync(join(tmpdir(), 'journal-')), 'journal.sqlite');
  journal = await SqliteJournal.open(path, clock);
});
