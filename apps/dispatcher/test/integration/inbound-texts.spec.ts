// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter and the gateway, on the real bus.
import { randomUUID } from 'node:crypto';
import {
  dispatcherContracts,
  tenantContracts,
  type Confirmations,
  type DeliverItem,
  type InboundText,
  type MessageDocument,
  type SubmitReply,
} from '#libs/contracts';
import { newRequestId } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { gatewaySamples } from '../../../../libs/contracts/testing/index.ts';
import { canned } from '../../../../libs/messaging/testing/index.ts';
import { acceptAll, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';
import { serveBeside } from '../builders/serve-beside.ts';

const { inbound, optOuts, messages: asking } = dispatcherContracts;
const OURS = '+15005550006';
const gateway = canned({ tenants: tenantContracts }, { tenants: gatewaySamples.tenants });
const { rules } = gateway.questions.tenants;

let running: RunningDispatcher;
let other: Awaited<ReturnType<RunningDispatcher['another']>>;
let closeGateway: () => Promise<void>;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
  other = await running.another();
  closeGateway = await serveBeside(running, gateway.parts);
}, 60_000);
afterAll(async () => {
  await closeGateway?.();
  await running?.close();
}, 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
  gateway.forget();
});
afterEach(() => delete (globalThis as Record<symbol, unknown>)[CHECKPOINT]);

const CHECKPOINT = Symbol.for('postrider.checkpoint');
/** The process ends here, once; another one goes on. */
function diesAt(name: string): void {
  let done = false;
  Object.assign(globalThis, {
    [CHECKPOINT]: (reached: string) => {
      if (done || reached !== name) return;
      done = true;
      throw new Error(`ended at ${name}`);
    },
  });
}

let last = 1000;
/** A number that no other test uses. */
const newNumber = (): string => `+8525601${(last += 1)}`;
const textOf = (from: string, text: string, over: Partial<InboundText> = {}): InboundText => ({
  vendor_text_id: randomUUID(),
  from,
  to: OURS,
  text,
  ...over,
});
const record = (texts: InboundText[], bus = running.bus) =>
  bus.call(inbound.record, { tenant: running.tenant, vendor: 'fake', route: running.route, texts });
const heard = async (from: string, text: string, over: Partial<InboundText> = {}): Promise<InboundText> => {
  const made = textOf(from, text, over);
  await record([made]);
  return made;
};
const reader = () => ({ tenant: running.tenant, reader: 'user:u', reads_content: true });
const optOutOf = async (number: string) => running.bus.call(optOuts.find, { ...reader(), number });
const isOut = async (number: string) => (await optOutOf(number)).opt_out !== undefined;
const listed = async (where: object = {}, over: object = {}) =>
  (await running.bus.call(inbound.list, { ...reader(), where, limit: 100, ...over })).items;
const listedOf = async (number: string) => (await listed()).filter(({ from }) => from === number);
const textsTo = (number: string): readonly DeliverItem[] => running.vendor.delivered.filter(({ to }) => to === number);
const sendTo = (to: string) => running.submit([{ to }]);
/** Ours to the words of this person. */
const answersOf = (number: string): readonly DeliverItem[] => textsTo(number).filter(({ sender }) => sender === OURS);
/** Everything that is left to do for texts has been done. */
const settled = () =>
  until('nothing is left to do', async () => {
    const open = await running.db.collection('inbound_texts').countDocuments({ wake_at: { $exists: true } });
    const sending = await running.db.collection('sms_messages').countDocuments({ wake_at: { $exists: true } });
    const fanning = await running.db.collection('sms_requests').countDocuments({ wake_at: { $exists: true } });
    return open + sending + fanning === 0 || undefined;
  });

test('a text is stored once, however often its vendor reports it, and nothing in the database shows it', async () => {
  const from = newNumber();
  const text = textOf(from, 'Plain secret words', { media_urls: ['https://a.test/secret.jpg'] });

  await Promise.all(Array.from({ length: 10 }, (_, at) => record([text], at % 2 ? running.bus : other.bus)));

  expect(await listedOf(from)).toEqual([
    {
      id: expect.any(String),
      conversation: expect.stringMatching(/^[\w-]{22}$/),
      environment: 'test',
      from,
      to: OURS,
      text: 'Plain secret words',
      media_urls: ['https://a.test/secret.jpg'],
      masked: false,
      needs_review: false,
      route: running.route,
      vendor: 'fake',
      received_at: expect.any(String),
    },
  ]);
  const stored = JSON.stringify([
    await running.db.collection('inbound_texts').find().toArray(),
    await running.db.collection('conversations').find().toArray(),
  ]);
  expect(stored).not.toMatch(new RegExp(`secret|${from.slice(1)}`));
});

const STOP_WORDS = [
  ...['STOP', 'stopall', 'Stop All', 'UNSUBSCRIBE', 'cancel', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'opt-out', 'REMOVE'],
  ...['ARRET', 'TD', 'RET', 'IPTAL', 'لغو۱۱', 'لغو11'],
];

test('after each stop word its sender has opted out of all when the vendor is answered, and gets one answer from our number', async () => {
  const people = STOP_WORDS.map((word) => ({ word, number: newNumber() }));
  await Promise.all(
    people.map(async ({ word, number }) => {
      await heard(number, ` ${word}! `);

      const { opt_out } = await optOutOf(number);
      expect([word, opt_out]).toMatchObject([word, { scope: 'all', source: 'sms', proof: ` ${word}! ` }]);
      await expect(sendTo(number)).rejects.toMatchObject({ code: 'recipient_opted_out' });
      await heard(number, 'STOP');
    }),
  );
  await settled();

  const answers = people.map(({ word, number }) => [word, answersOf(number).map(({ sender, text }) => [sender, text])]);
  expect(answers).toEqual(STOP_WORDS.map((word) => [word, [[OURS, expect.stringContaining('START')]]]));
}, 30_000);

test('ten reports of one STOP over two processes are one opt-out and one answer', async () => {
  const number = newNumber();
  const stop = textOf(number, 'STOP');

  await Promise.all(Array.from({ length: 10 }, (_, at) => record([stop], at % 2 ? running.bus : other.bus)));
  await settled();

  expect((await optOutOf(number)).history).toHaveLength(1);
  expect(answersOf(number)).toHaveLength(1);
});

test('"stop by tomorrow" changes nothing, is not answered, and is marked for people', async () => {
  const number = newNumber();

  await heard(number, 'stop by tomorrow');
  await settled();

  expect([await isOut(number), answersOf(number).length]).toEqual([false, 0]);
  expect(await listed({ needs_review: true })).toContainEqual(
    expect.objectContaining({ from: number, needs_review: true }),
  );
});

test('START lifts the opt-out and is answered once', async () => {
  const number = newNumber();
  await heard(number, 'STOP');

  await heard(number, 'START');
  await heard(number, 'unstop');
  await settled();

  expect(await isOut(number)).toBe(false);
  expect((await optOutOf(number)).history.map(({ what }) => what)).toEqual(['lifted', 'added']);
  expect(answersOf(number).map(({ text }) => text)).toEqual([
    expect.stringContaining('START'),
    expect.stringContaining('STOP'),
  ]);
  await sendTo(number);
});

test('YES lifts an opt-out, and is an ordinary text without one', async () => {
  const [out, free] = [newNumber(), newNumber()];
  await heard(out, 'STOP');

  await heard(out, 'Yes');
  await heard(free, 'Yes');
  await settled();

  expect(await isOut(out)).toBe(false);
  expect((await listedOf(free))[0]).not.toHaveProperty('keyword');
  expect(answersOf(free)).toEqual([]);
});

test('two HELPs within a day get one answer, also at the same moment', async () => {
  const number = newNumber();

  await Promise.all([record([textOf(number, 'HELP')]), record([textOf(number, 'info')], other.bus)]);
  await heard(number, 'Help');
  await settled();

  expect(answersOf(number)).toMatchObject([{ text: expect.stringContaining('STOP') }]);
});

test('a vendor that answers words itself is left to it, and the opt-out is in force all the same', async () => {
  const number = newNumber();

  await heard(number, 'Enough', { keyword: 'stop', vendor_answers: true });
  await settled();

  expect([await isOut(number), answersOf(number)]).toEqual([true, []]);
});

test("a tenant's own sentences are sent, and none if it wants none", async () => {
  const own: Confirmations = { enabled: true, stop: 'Bye.' };
  const [one, two] = [newNumber(), newNumber()];
  rules.saysNext({ ...rules.sample, confirmations: own });
  await heard(one, 'STOP');
  rules.saysNext({ ...rules.sample, confirmations: { enabled: false } });
  await heard(two, 'STOP');
  await settled();

  expect([answersOf(one), answersOf(two)]).toMatchObject([[{ text: 'Bye.' }], []]);
  expect(await isOut(two)).toBe(true);
});

test('whoever goes on with STOP and START gets ten answers a day', async () => {
  const number = newNumber();
  for (let times = 0; times < 6; times += 1) {
    await heard(number, 'STOP');
    await heard(number, 'START');
  }
  await settled();

  expect([await isOut(number), answersOf(number).length]).toEqual([false, 10]);
});

test('no answer is sent to where the tenant sends nothing', async () => {
  const number = newNumber();
  rules.saysNext({ ...rules.sample, policy: { destinations: ['US'] } });

  await heard(number, 'STOP');
  await settled();

  expect([await isOut(number), answersOf(number)]).toEqual([true, []]);
});

test('only the answer to its own STOP passes: the next message, the reply to it and a second opt-out do not', async () => {
  const number = newNumber();
  await heard(number, 'STOP');
  await settled();

  await expect(sendTo(number)).rejects.toMatchObject({ code: 'recipient_opted_out' });
  await expect(replyTo(number, 'Are you sure?')).rejects.toMatchObject({ code: 'recipient_opted_out' });
});

test('an answer that waits is CANCELED when its opt-out is lifted and made anew by others', async () => {
  const number = newNumber();
  running.vendor.deliver = async function* (items) {
    yield items.map(({ id, fence }) => ({ id, fence, outcome: 'not_started' as const }));
  };
  await heard(number, 'STOP');
  const { opt_out } = await optOutOf(number);
  await running.bus.call(optOuts.lift, { tenant: running.tenant, id: opt_out!.id, by: 'user:u', reason: 'asked' });
  await running.bus.call(optOuts.add, {
    tenant: running.tenant,
    by: 'user:u',
    opt_out: { number, scope: 'all', source: 'call' },
  });
  running.vendor.deliver = acceptAll;

  const canceled = await until('the answer is closed', async () => {
    const all = await running.db.collection<MessageDocument>('sms_messages').find({ confirms: true }).toArray();
    return all.find(({ status }) => status === 'CANCELED');
  });
  expect(canceled).toMatchObject({ confirms: true, status: 'CANCELED' });
});

describe.each(['STOP', 'START', 'HELP'])('a process that ends while it works on %s', (word) => {
  const points = {
    STOP: ['after_insert', 'after_conversation', 'after_opt_out', 'after_answer'],
    START: ['after_insert', 'after_conversation', 'after_lift', 'after_answer'],
    HELP: ['after_insert', 'after_conversation', 'after_answer'],
  }[word]!;

  test.each(points)('%s: the repeated callback leaves one effect and one answer', async (point) => {
    const number = newNumber();
    if (word === 'START') await heard(number, 'STOP');
    await settled();
    const before = answersOf(number).length;
    const text = textOf(number, word);
    diesAt(`dispatcher.inbound.${point}`);
    await record([text]).catch(() => undefined);

    for (let times = 0; times < 3; times += 1) await record([text], other.bus);
    await settled();

    expect(await isOut(number)).toBe(word === 'STOP');
    expect((await optOutOf(number)).history).toHaveLength({ STOP: 1, START: 2, HELP: 0 }[word]!);
    expect(answersOf(number).length - before).toBe(1);
    expect((await listedOf(number)).filter(({ text: says }) => says === word)).toHaveLength(1);
  });

  test.each(points)('%s: without a repeat the sweep does the rest', async (point) => {
    const number = newNumber();
    if (word === 'START') await heard(number, 'STOP');
    await settled();
    const before = answersOf(number).length;
    diesAt(`dispatcher.inbound.${point}`);
    await record([textOf(number, word)]).catch(() => undefined);

    await settled();

    expect(await isOut(number)).toBe(word === 'STOP');
    expect(answersOf(number).length - before).toBe(1);
  });
});

test('while the gateway does not say what may be answered, the answer waits, and the opt-out is in force', async () => {
  const number = newNumber();
  rules.refuses('service_unavailable');
  await heard(number, 'STOP');
  expect([await isOut(number), answersOf(number).length]).toEqual([true, 0]);

  gateway.forget();
  await settled();

  expect(answersOf(number)).toHaveLength(1);
});

test('a wish that is older than the last change does not undo it', async () => {
  const number = newNumber();
  diesAt('dispatcher.inbound.after_insert');
  const start = textOf(number, 'START');
  await record([start]).catch(() => undefined);
  await heard(number, 'STOP');

  await record([start]);
  await settled();

  expect(await isOut(number)).toBe(true);
});

test('START and STOP in one report: the last one counts', async () => {
  const [out, free] = [newNumber(), newNumber()];
  await heard(out, 'STOP');
  await record([textOf(out, 'START'), textOf(out, 'STOP')]);
  await record([textOf(free, 'STOP'), textOf(free, 'START')]);
  await settled();

  expect([await isOut(out), await isOut(free)]).toEqual([true, false]);
});

test('a START whose effect comes late does not undo a second STOP that came after it', async () => {
  const number = newNumber();
  await heard(number, 'STOP');
  diesAt('dispatcher.inbound.after_insert');
  const start = textOf(number, 'START');
  await record([start]).catch(() => undefined);
  await heard(number, 'STOP');

  await record([start]);
  await settled();

  expect([await isOut(number), answersOf(number).length]).toEqual([true, 1]);
});

test('what fails for one person does not keep the others of a report waiting', async () => {
  const [one, two] = [newNumber(), newNumber()];
  diesAt('dispatcher.inbound.after_opt_out');
  await expect(record([textOf(one, 'STOP'), textOf(two, 'STOP')])).rejects.toThrow();

  expect([await isOut(one), await isOut(two)]).toEqual([true, true]);
  await settled();
  expect([answersOf(one).length, answersOf(two).length]).toEqual([1, 1]);
});

test('a START that its vendor reports after a STOP which it received later does not undo it', async () => {
  const number = newNumber();
  const now = Date.now();
  await heard(number, 'STOP', { received_at: now - 180_000 });

  await heard(number, 'STOP', { received_at: now - 60_000 });
  await heard(number, 'START', { received_at: now - 120_000 });
  expect(await isOut(number)).toBe(true);

  await heard(number, 'START', { received_at: now - 30_000 });
  expect(await isOut(number)).toBe(false);
});

test('a text that a test account received lifts no opt-out but that of another such text', async () => {
  const [byPerson, byText] = [newNumber(), newNumber()];
  const opt_out = { number: byPerson, scope: 'all' as const, source: 'call' as const };
  await running.bus.call(optOuts.add, { tenant: running.tenant, by: 'user:u', opt_out });
  const live = await heard(byText, 'STOP');
  await running.db
    .collection('inbound_texts')
    .updateOne({ vendor_text_id: live.vendor_text_id }, { $set: { environment: 'live' } });

  for (const number of [byPerson, byText]) {
    await heard(number, 'START');
    await heard(number, 'YES');
    expect(await isOut(number)).toBe(true);
  }
});

const conversationOf = async (number: string) =>
  (await running.bus.call(inbound.conversations, { ...reader(), limit: 100 })).items.find(
    (it) => it.number === number,
  )!;
const read = (id: string, over: object = {}) =>
  running.bus.call(inbound.conversation, { ...reader(), id, limit: 100, ...over });

async function replyTo(number: string, text: string, over: object = {}): Promise<SubmitReply> {
  const { id } = await conversationOf(number);
  return running.bus.call(inbound.reply, {
    tenant: running.tenant,
    request_id: newRequestId(),
    environment: 'test',
    operation: 'reply',
    fingerprint: text,
    created_by: 'user:u',
    policy: { destinations: ['*'] },
    all_or_nothing: true,
    conversation: id,
    text,
    ...over,
  });
}

test('a conversation has both directions, newest first, and is answered from the number that received it', async () => {
  const number = newNumber();
  await running.submit([{ to: number, text: 'Will you come?' }]);
  await settled();
  await heard(number, 'Who is this?');
  await replyTo(number, 'Your doctor.');
  await settled();
  await heard(number, 'Yes, I come.');
  const { id } = await conversationOf(number);

  const { items, conversation } = await read(id);

  expect(conversation).toMatchObject({ id, number, our_number: OURS, route: running.route });
  expect(items.map(({ direction, text }) => [direction, text])).toEqual([
    ['received', 'Yes, I come.'],
    ['sent', 'Your doctor.'],
    ['received', 'Who is this?'],
    ['sent', 'Will you come?'],
  ]);
  expect(textsTo(number).map(({ sender }) => sender)).toEqual([undefined, OURS]);
  const pages = [];
  for (let after: string | undefined, page; !page || page.next; after = page.next)
    pages.push(...(page = await read(id, { limit: 1, ...(after && { after }) })).items);
  expect(pages).toEqual(items);
});

test('messages of other senders and to other people are not in a conversation', async () => {
  const number = newNumber();
  await heard(number, 'Hello');
  await heard(newNumber(), 'Hello');
  await heard(number, 'Hello', { to: '+15005550009' });
  const ids = (await running.bus.call(inbound.conversations, { ...reader(), limit: 100 })).items.filter(
    (it) => it.number === number,
  );

  expect(new Set(ids.map(({ our_number }) => our_number))).toEqual(new Set([OURS, '+15005550009']));
  for (const { id } of ids) expect((await read(id)).items).toHaveLength(1);
});

test('what a reader may not read is masked, and who sees only their own sees nothing', async () => {
  const number = newNumber();
  await heard(number, 'Private');
  const { id } = await conversationOf(number);
  const masked = { tenant: running.tenant, reader: 'user:v' };

  const { items, conversation } = await running.bus.call(inbound.conversation, { ...masked, id, limit: 10 });

  expect(conversation).toMatchObject({ masked: true, number: `+852******${number.slice(-2)}` });
  expect(items[0]).not.toHaveProperty('text');
  const own = { ...masked, created_by: 'user:v' };
  expect(await running.bus.call(inbound.list, { ...own, where: {}, limit: 10 })).toEqual({ items: [] });
  await expect(running.bus.call(inbound.conversation, { ...own, id, limit: 10 })).rejects.toMatchObject({
    code: 'not_found',
  });
  for (const over of [{ tenant: '0000000b' }, { environment: 'live' as const }])
    await expect(running.bus.call(inbound.conversation, { ...reader(), id, limit: 1, ...over })).rejects.toMatchObject({
      code: 'not_found',
    });
});

test('a reply is accepted once for its idempotency key, and refused for another conversation', async () => {
  const number = newNumber();
  await heard(number, 'Hello');
  const key = { idempotency_key: randomUUID() };

  const first = await replyTo(number, 'Hi', key);
  const again = await replyTo(number, 'Hi', key);
  await settled();

  expect(again).toMatchObject({ request_id: first.request_id, replayed: true });
  expect(textsTo(number)).toHaveLength(1);
  await expect(replyTo(number, 'Other', key)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  expect((await running.bus.call(asking.read, { ...reader(), id: first.items[0]!.id! })).attempts[0]!.route).toBe(
    running.route,
  );
});

test('a text from something that is no number is stored, and marked if it says STOP', async () => {
  const from = `BANK${(last += 1)}`;
  await heard(from, 'STOP');

  expect(await listedOf(from)).toMatchObject([{ from, needs_review: true }]);
});
