// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import {
  dispatcherContracts,
  type DeliverItem,
  type NewOptOut,
  type SubmitItem,
  type SubmitReply,
} from '#libs/contracts';
import { maskNumber, newRequestId, type PostriderError } from '#libs/kernel';
import type { Bus } from '#libs/messaging';
import { until } from '../../../../e2e/harness/wait.ts';
import type { OptOutDocument } from '../../src/outbound/mongo/collections.ts';
import { runDispatcher, submission, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { messages: asking, optOuts } = dispatcherContracts;
let running: RunningDispatcher;
let other: Bus;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 5 });
  other = (await running.another()).bus;
}, 60_000);
afterAll(() => running?.close(), 30_000);

let last = 1000;
/** A number that no other test uses. */
const newNumber = (): string => `+8525600${(last += 1)}`;
const add = (number: string, over: Partial<NewOptOut> = {}, bus = running.bus) =>
  bus.call(optOuts.add, {
    tenant: running.tenant,
    by: 'user:u',
    opt_out: { number, scope: 'all', source: 'api', ...over },
  });
const lift = (id: string, reason = 'They asked for it.') =>
  running.bus.call(optOuts.lift, { tenant: running.tenant, id, by: 'user:u', reason });
const find = (number: string, reader: { reader?: string; reads_content?: boolean } = { reader: 'user:u' }) =>
  running.bus.call(optOuts.find, { tenant: running.tenant, number, ...reader });
const submitOn = (bus: Bus, item: Partial<SubmitItem>, over = {}): Promise<SubmitReply> =>
  bus.call(asking.submit, submission(running.tenant, [item], over));
const refusal = async (call: Promise<unknown>): Promise<string> => {
  const [end] = await Promise.allSettled([call]);
  return end.status === 'rejected' ? (end.reason as PostriderError).code : 'accepted';
};
const textsTo = (number: string): readonly DeliverItem[] => running.vendor.delivered.filter(({ to }) => to === number);

test('B24 from its answer on, no dispatcher accepts a message to the number, in any environment', async () => {
  const number = newNumber();
  expect(await refusal(submitOn(other, { to: number }))).toBe('accepted');
  await until('it is sent', () => textsTo(number).length === 1);

  expect(await add(number)).toMatchObject({ added: true, opt_out: { number, scope: 'all' } });

  for (const bus of [running.bus, other])
    for (const category of ['general', 'otp', 'marketing'] as const)
      expect(await refusal(submitOn(bus, { to: number, category }))).toBe('recipient_opted_out');
  await running.addRoute({ key: 'live', callback_key: 'live', environment: 'live' });
  expect(await refusal(submitOn(other, { to: number }, { environment: 'live' }))).toBe('recipient_opted_out');
  expect(textsTo(number)).toHaveLength(1);
}, 40_000);

test('marketing stops marketing alone, all makes it wider, and neither is made narrower', async () => {
  const number = newNumber();
  const { opt_out: first } = await add(number, { scope: 'marketing', source: 'sms', proof: 'STOP' });
  expect(await refusal(submitOn(other, { to: number, category: 'marketing' }))).toBe('recipient_opted_out');
  expect(await refusal(submitOn(other, { to: number, category: 'otp' }))).toBe('accepted');

  const again = await add(number, { scope: 'marketing', proof: 'another' });
  const wider = await add(number, { proof: 'REMOVE' });
  const narrower = await add(number, { scope: 'marketing' });

  expect([again.added, wider.added, narrower.added]).toEqual([false, true, false]);
  expect(again.opt_out).toEqual(first);
  expect(narrower.opt_out).toEqual(wider.opt_out);
  expect(wider.opt_out).toMatchObject({ scope: 'all', source: 'api', proof: 'REMOVE', by: 'user:u' });
  expect(await refusal(submitOn(other, { to: number, category: 'otp' }))).toBe('recipient_opted_out');
}, 40_000);

test('a lifted one is over at once, keeps its history, and can come back', async () => {
  const number = newNumber();
  const { opt_out } = await add(number, { source: 'sms', proof: 'STOP' });

  await lift(opt_out.id, 'They called.');
  expect(await refusal(submitOn(other, { to: number }))).toBe('accepted');
  expect(await refusal(lift(opt_out.id))).toBe('not_found');
  const lifted = await find(number);
  const back = await add(number, { scope: 'marketing' });

  const [over, added] = lifted.history;
  expect(lifted).toEqual({ number, history: [over, added] });
  expect(over).toEqual({ at: expect.any(String), what: 'lifted', reason: 'They called.', by: 'user:u', masked: false });
  expect(added).toMatchObject({ what: 'added', scope: 'all', source: 'sms', proof: 'STOP' });
  expect(back).toMatchObject({ added: true, opt_out: { scope: 'marketing' } });
  expect(back.opt_out.id).not.toBe(opt_out.id);
  expect((await find(number)).history.map(({ what }) => what)).toEqual(['added', 'lifted', 'added']);
}, 40_000);

test('in a batch only the recipients who opted out are refused, and a repeat of the call gives its first answer', async () => {
  const [gone, wanted, later] = [newNumber(), newNumber(), newNumber()];
  await add(gone);
  const batch = submission(running.tenant, [{ to: gone }, { to: wanted }, { to: later }], { idempotency_key: 'k-1' });

  const answer = await running.bus.call(asking.submit, batch);
  await add(later);
  const repeated = await other.call(asking.submit, { ...batch, request_id: newRequestId() });
  const retried = await other.call(asking.submit, batch);

  expect(answer.items.map(({ code }) => code)).toEqual(['recipient_opted_out', undefined, undefined]);
  expect(repeated).toEqual({ ...answer, replayed: true });
  expect(retried).toEqual(answer);
  await until('both are sent', () => textsTo(wanted).length + textsTo(later).length === 2);
  expect(textsTo(gone)).toEqual([]);
}, 40_000);

test('a call that was stored before its recipient opted out gives its answer when the gateway repeats it', async () => {
  const number = newNumber();
  const call = submission(running.tenant, [{ to: number }]);
  const answer = await running.bus.call(asking.submit, call);
  await add(number);

  expect(await other.call(asking.submit, call)).toEqual(answer);
  expect(await refusal(submitOn(other, { to: number }))).toBe('recipient_opted_out');
}, 40_000);

test('simulate names an opt-out', async () => {
  const number = newNumber();
  await add(number);
  const asks = (category: 'general' | 'marketing', to = number) =>
    other.call(asking.simulate, {
      tenant: running.tenant,
      environment: 'test',
      policy: { destinations: ['*'] },
      item: { to, text: 'Hello', category },
    });

  expect((await asks('general')).blocks).toMatchObject([{ code: 'recipient_opted_out' }]);
  expect((await asks('general', newNumber())).blocks).toEqual([]);
}, 40_000);

test('an import adds what it can read, names the other lines, and changes nothing when it is repeated', async () => {
  const [one, two] = [newNumber(), newNumber()];
  const bad = Array.from({ length: 150 }, (_, at) => ({ line: 10 + at, number: 'nobody' }));
  const lines = [{ line: 2, number: one, proof: '=1+1' }, { line: 3, number: two }, { line: 4, number: one }, ...bad];
  const request = {
    tenant: running.tenant,
    by: 'key:k',
    lines: lines.map((it) => ({ scope: 'all' as const, source: 'import' as const, ...it })),
  };

  const first = await running.bus.call(optOuts.import, request);
  const again = await other.call(optOuts.import, request);

  expect(first).toMatchObject({ added: 2, known: 1, refused: 150 });
  expect(again).toMatchObject({ added: 0, known: 3, refused: 150 });
  expect(first.errors).toHaveLength(100);
  expect(first.errors[0]).toEqual({ line: 10, code: 'invalid_number', detail: expect.any(String) });
  expect((await find(two)).opt_out).toMatchObject({ source: 'import', by: 'key:k', masked: true });
}, 40_000);

test('a hundred adds and lifts of one number at once: each came into force after the last was lifted', async () => {
  const number = newNumber();
  await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      const { opt_out, added } = await add(number, { proof: String(at) }, at % 2 ? running.bus : other);
      if (added) await lift(opt_out.id);
    }),
  );
  const { history } = await find(number);

  expect(history.toReversed().map(({ what }) => what)).toEqual(
    history.map((_, at) => (at % 2 === 0 ? 'added' : 'lifted')),
  );
  expect(await documents().countDocuments({ tenant: running.tenant, _id: await keyOf(number) })).toBe(1);
}, 60_000);

test('the list has those in force, newest first, in pages that stay right while others are added', async () => {
  const numbers = Array.from({ length: 5 }, newNumber);
  for (const [at, number] of numbers.entries()) await add(number, { scope: at % 2 ? 'marketing' : 'all' });
  const list = (of: object) =>
    running.bus.call(optOuts.list, { tenant: running.tenant, reader: 'user:u', limit: 2, ...of });

  const first = await list({});
  await add(newNumber());
  const second = await list({ after: first.next });
  const marketing = await list({ scope: 'marketing' });

  expect([...first.items, ...second.items].map(({ number }) => number)).toEqual(numbers.toReversed().slice(0, 4));
  expect(marketing.items.map(({ number }) => number)).toEqual([numbers[3], numbers[1]]);
  await lift(first.items[0]!.id);
  expect((await list({ limit: 3 })).items.map(({ number }) => number)).not.toContain(numbers[4]);
}, 40_000);

test('numbers, proofs and reasons are masked for others, unless they may read content', async () => {
  const number = newNumber();
  const { opt_out: first } = await add(number, { scope: 'marketing', proof: 'STOP' });
  await lift(first.id, 'They called.');
  const { opt_out } = await add(number, { proof: 'STOP ALL' });
  const list = async (reader: object) =>
    (await running.bus.call(optOuts.list, { tenant: running.tenant, limit: 1, ...reader })).items[0];

  for (const reader of [{ reader: 'user:u' }, { reader: 'user:x', reads_content: true }]) {
    expect(await list(reader)).toEqual(opt_out);
    expect((await find(number, reader)).history).toMatchObject([
      { proof: 'STOP ALL', masked: false },
      { reason: 'They called.' },
      { proof: 'STOP' },
    ]);
  }
  const { proof: _, ...shown } = opt_out;
  expect(await list({ reader: 'user:x' })).toEqual({ ...shown, number: maskNumber(number), masked: true });
  const found = await find(number, { reader: 'user:x' });
  expect(found.opt_out).toEqual({ ...shown, masked: true });
  expect(JSON.stringify(found)).not.toMatch(/STOP|called/);
}, 40_000);

test('another tenant sees and changes none of them', async () => {
  const number = newNumber();
  const { opt_out } = await add(number);
  const theirs = { tenant: 'zzzzzzzz' };

  expect(await running.bus.call(optOuts.list, { ...theirs, limit: 10 })).toEqual({ items: [] });
  expect(await running.bus.call(optOuts.find, { ...theirs, number })).toEqual({ number, history: [] });
  const lifting = running.bus.call(optOuts.lift, { ...theirs, id: opt_out.id, by: 'user:x', reason: 'x' });
  expect(await refusal(lifting)).toBe('not_found');
  expect((await find(number)).opt_out).toEqual(opt_out);
}, 40_000);

test('what is stored shows neither the number nor the proof', async () => {
  const number = newNumber();
  await add(number, { proof: 'a secret word' });

  const stored = await documents().find({}).toArray();

  expect(JSON.stringify(stored)).not.toContain(number.slice(4));
  expect(stored.every(({ number: sealed }) => sealed !== undefined)).toBe(true);
  for (const { _id, number: sealed, changes } of stored) {
    expect(_id).toMatch(/^[0-9a-z]{8}\.[\w-]{22}$/);
    for (const bytes of [sealed, ...changes.flatMap(({ note }) => note ?? [])])
      expect(Buffer.from(bytes.buffer).toString('latin1')).not.toMatch(/secret|\+852/);
  }
}, 40_000);

const documents = () => running.db.collection<OptOutDocument>('opt_outs');

async function keyOf(number: string): Promise<string> {
  const { opt_out } = await add(number);
  return (await documents().findOne({ id: opt_out.id }))!._id;
}
