// Real: files in a temporary folder, written and synced as in production.
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from './ledger.ts';
import type { RowKind, TextFacts } from './rows.ts';

let folder: string;
let ledger: Ledger;
const FILE = 'ledger-000001.jsonl';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  ledger = await Ledger.open(folder, 1_000);
});
afterEach(async () => {
  await ledger.close();
  await rm(folder, { recursive: true });
});

const facts = (more: Partial<TextFacts> = {}): TextFacts => ({
  vendor: 'twilio',
  account: 'AC1',
  sid: `SM${ledger.nextId()}`,
  to: '+85251234567',
  from: '+15005550006',
  body: 'Hello',
  segments: 1,
  ...more,
});
const receive = (more?: Partial<TextFacts>) => ledger.receive(facts(more), 'queued');
const reopen = async (keep = 1_000) => {
  await ledger.close();
  ledger = await Ledger.open(folder, keep);
};
const page = (after = 0, limit = 100, kind: RowKind | 'all' = 'text') => ledger.page({ after, limit, kind });
const bodiesOn = async () => (await page()).lines.map((line) => (JSON.parse(line) as TextFacts).body);

test('a received text is in the file when its promise resolves', async () => {
  const { text, durable } = receive({ body: 'Grüße\n"€"' });
  await durable;

  const lines = (await readFile(join(folder, FILE), 'utf8')).trimEnd().split('\n');
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ n: 2, kind: 'text', sid: text.sid, body: 'Grüße\n"€"' });
});

test('rows come in pages, oldest first, of one kind and of one vendor', async () => {
  for (let index = 0; index < 700; index++) {
    const { text } = receive({ body: String(index), vendor: index % 2 ? 'twilio' : 'other' });
    ledger.move(text, 'sent');
  }

  const first = await page(0, 300);
  expect([first.lines.length, first.more]).toEqual([300, true]);
  const second = await page(first.next, 500);
  expect([second.lines.length, second.more]).toEqual([400, false]);
  const bodies = [...first.lines, ...second.lines].map((line) => (JSON.parse(line) as TextFacts).body);
  expect(bodies).toEqual(Array.from({ length: 700 }, (_, index) => String(index)));
  expect(await page(second.next)).toMatchObject({ lines: [], more: false, next: second.next });
  expect((await ledger.page({ after: 0, limit: 1_000, kind: 'text', vendor: 'other' })).lines).toHaveLength(350);
  expect((await page(0, 5_000, 'status')).lines).toHaveLength(700);
  expect((await page(0, 5_000, 'all')).lines).toHaveLength(1_401);
});

test("a vendor or a kind inside a text is not mistaken for the row's own", async () => {
  receive({ body: '"vendor":"other" "kind":"status"' });

  expect((await ledger.page({ after: 0, limit: 9, kind: 'text', vendor: 'other' })).lines).toEqual([]);
  expect((await page(0, 9, 'status')).lines).toEqual([]);
});

test('after a restart statuses, counts, ids and numbers continue', async () => {
  const { text } = receive();
  ledger.move(text, 'undelivered', 30_003);
  ledger.noteFault({ vendor: 'twilio', rule: 1, fault: 'hang', operation: 'create' });
  const scheduled = ledger.schedule(facts({ sendAt: 99 }));
  await reopen();

  expect(ledger.texts.get(text.sid)).toMatchObject({ status: 'undelivered', errorCode: 30_003 });
  expect(ledger.texts.get(scheduled.text.sid)).toMatchObject({
    status: 'scheduled',
    sendAt: 99,
    receivedAt: undefined,
  });
  expect(ledger.counts).toEqual({ texts: 1, faults: 1, byVendor: { twilio: 1 } });
  const next = receive();
  expect(next.text.n).toBe(6);
  expect(next.text.sid.slice(0, 10)).toBe(text.sid.slice(0, 10));
  expect(next.text.sid).not.toBe(text.sid);
});

test('a scheduled text is received once, when it is released', async () => {
  const { text } = ledger.schedule(facts({ sendAt: 99 }));
  expect(await bodiesOn()).toEqual([]);

  ledger.release(text, 'queued');
  await reopen();

  expect(await bodiesOn()).toEqual(['Hello']);
  expect(ledger.texts.ofNumber(text.to)).toHaveLength(1);
  expect(ledger.counts.texts).toBe(1);
});

test.each(['{"n":3,"kind":"te', '{"n":3,"kind":"text","at":1}', ' ', '\u0000\u0000\u0000'])(
  'a torn last row %j is cut off',
  async (torn) => {
    await receive({ body: 'whole' }).durable;
    await ledger.close();
    await appendFile(join(folder, FILE), torn);
    ledger = await Ledger.open(folder, 10);
    await receive({ body: 'next' }).durable;
    await reopen();

    expect(await bodiesOn()).toEqual(['whole', 'next']);
    const lines = (await readFile(join(folder, FILE), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual([1, 2, 3]);
  },
);

test('a row that is broken in the middle is named, not skipped', async () => {
  await receive().durable;
  await ledger.close();
  await appendFile(join(folder, FILE), 'not a row\n{"n":4,"kind":"fault"}\n');

  await expect(Ledger.open(folder, 10)).rejects.toThrow(/ledger-000001.jsonl, line 3 is not a row/);

  await writeFile(join(folder, FILE), '');
  ledger = await Ledger.open(folder, 10);
});

test('a reset begins a new file; earlier unfinished rows belong to the old one', async () => {
  const before = receive({ body: 'before' });
  const reset = ledger.reset();
  const during = receive({ body: 'during' });
  await Promise.all([before.durable, reset, during.durable]);
  await receive({ body: 'after' }).durable;

  expect(ledger.epoch).toBe(2);
  expect(await bodiesOn()).toEqual(['after']);
  const old = await readFile(join(folder, FILE), 'utf8');
  expect(old).toContain('before');
  expect(old).toContain('during');
  expect([...ledger.texts.newest()].map(({ body }) => body)).toEqual(['after']);
  await reopen();
  expect([ledger.epoch, await bodiesOn()]).toEqual([2, ['after']]);
});

test.each(['', '{"n":3,"kind":"ep'])('a reset that was interrupted at %j leaves the old epoch', async (begun) => {
  await receive({ body: 'old' }).durable;
  await ledger.close();
  await writeFile(join(folder, 'ledger-000002.jsonl'), begun);

  ledger = await Ledger.open(folder, 10);

  expect([ledger.epoch, await bodiesOn()]).toEqual([1, ['old']]);
});

test('a file that is not a ledger is named', async () => {
  await ledger.close();
  await writeFile(join(folder, FILE), '{"n":1,"kind":"fault","at":1}\n');
  await expect(Ledger.open(folder, 10)).rejects.toThrow(/does not begin with its epoch/);

  await rm(join(folder, FILE));
  ledger = await Ledger.open(folder, 10);
});

test('memory keeps only the newest texts, the file all of them', async () => {
  await reopen(3);
  for (let index = 0; index < 10; index++) receive({ body: String(index), to: `+8525123456${index}` });

  expect([...ledger.texts.newest()].map(({ body }) => body)).toEqual(['9', '8', '7']);
  expect([ledger.texts.numbers(), ledger.texts.byStatus()]).toEqual([3, { queued: 3 }]);
  expect(await bodiesOn()).toHaveLength(10);
  expect(ledger.counts.texts).toBe(10);
});
