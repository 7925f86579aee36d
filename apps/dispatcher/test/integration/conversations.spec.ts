// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter and the gateway, on the real bus.
import { randomUUID } from 'node:crypto';
import { dispatcherContracts } from '#libs/contracts';
import {
  OURS,
  conversationOf,
  heard,
  newNumber,
  reader,
  replyTo,
  runForInboundTexts,
  running,
  settled,
  textsTo,
} from '../builders/inbound-texts.ts';

const { inbound, messages: asking } = dispatcherContracts;
const read = (id: string, over: object = {}) =>
  running.bus.call(inbound.conversation, { ...reader(), id, limit: 100, ...over });
runForInboundTexts();

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
