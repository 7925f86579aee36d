// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter and the gateway, on the real bus.
import { dispatcherContracts, type InboundText, type MessageDocument } from '#libs/contracts';
import { newRequestId } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import {
  conversationOf,
  isOut,
  listedOf,
  newNumber,
  other,
  replyTo,
  runForInboundTexts,
  running,
  textOf,
} from '../builders/inbound-texts.ts';

runForInboundTexts();

const { phones, inbound } = dispatcherContracts;
const SIM = '+85298765432';

async function newPhone(environment: 'live' | 'test' = 'test'): Promise<string> {
  const agent = `phone-${newRequestId()}`;
  const phone = { environment, name: 'Front desk', enabled: true, online: true, can_start: true };
  await running.bus.call(phones.save, { tenant: running.tenant, agent, version: 1, ...phone });
  return agent;
}
const record = (route: string, texts: InboundText[], bus = running.bus) =>
  bus.call(inbound.record, { tenant: running.tenant, vendor: 'phone', route, texts });
const heard = (agent: string, from: string, text: string, to = SIM) => record(agent, [textOf(from, text, { to })]);
/** Messages whose only route is the phone. */
const pinnedTo = async (agent: string): Promise<MessageDocument[]> =>
  (await running.messages()).filter(({ pinned_route }) => pinned_route === agent);
const answered = (agent: string, count = 1) =>
  until('it is answered', async () => {
    const all = await pinnedTo(agent);
    return all.length >= count && all;
  });

test('a text that a phone received is stored once, however often it is reported, in the environment of the phone', async () => {
  const [agent, live, from] = [await newPhone(), await newPhone('live'), newNumber()];
  const text = textOf(from, 'Is the shop open?', { to: SIM });

  await Promise.all(Array.from({ length: 10 }, (_, at) => record(agent, [text], at % 2 ? running.bus : other.bus)));
  await record(live, [text]);

  const listed = await listedOf(from);
  expect(listed.map(({ route, vendor, to, environment }) => [route, vendor, to, environment])).toEqual(
    expect.arrayContaining([
      [agent, 'phone', SIM, 'test'],
      [live, 'phone', SIM, 'live'],
    ]),
  );
  expect(listed).toHaveLength(2);
});

test('STOP opts out, START opts in, and each is answered once by the phone that received it', async () => {
  const [agent, from] = [await newPhone(), newNumber()];
  const stop = textOf(from, 'STOP', { to: SIM });

  await Promise.all([record(agent, [stop]), record(agent, [stop], other.bus)]);
  expect(await isOut(from)).toBe(true);
  expect(await answered(agent)).toMatchObject([{ sender: SIM, confirms: true }]);

  await heard(agent, from, 'START');
  expect(await isOut(from)).toBe(false);
  expect(await answered(agent, 2)).toMatchObject([{}, { sender: SIM, pinned_route: agent }]);
});

test('a conversation with a phone whose number is not known is answered by that phone, without a sender', async () => {
  const [agent, from] = [await newPhone(), newNumber()];
  await heard(agent, from, 'Hello', agent);
  expect(await conversationOf(from)).toMatchObject({ our_number: agent, route: agent });

  await replyTo(from, 'Hello yourself');

  const [message] = await answered(agent);
  expect(message).toMatchObject({ pinned_route: agent });
  expect(message).not.toHaveProperty('sender');
  const { id } = await conversationOf(from);
  const { items } = await running.bus.call(inbound.conversation, {
    tenant: running.tenant,
    reader: 'user:u',
    reads_content: true,
    id,
    limit: 10,
  });
  expect(items.map(({ direction, text }) => [direction, text])).toEqual([
    ['sent', 'Hello yourself'],
    ['received', 'Hello'],
  ]);
});

test('a conversation with a phone that is gone cannot be answered', async () => {
  const [agent, from] = [await newPhone(), newNumber()];
  await heard(agent, from, 'Hello');
  const gone = {
    environment: 'test',
    name: 'x',
    enabled: false,
    revoked: true,
    online: false,
    can_start: true,
  } as const;
  await running.bus.call(phones.save, { tenant: running.tenant, agent, version: 2, ...gone });

  await expect(replyTo(from, 'Hello yourself')).rejects.toMatchObject({
    code: 'no_route',
    detail: expect.stringContaining('no longer exists'),
  });
});

test.each<[string, () => Promise<{ tenant: string; route: string }>]>([
  ['a phone that nobody has', async () => ({ tenant: running.tenant, route: `phone-${newRequestId()}` })],
  ['a phone of another tenant', async () => ({ tenant: 'zzzzzzzz', route: await newPhone() })],
])('texts of %s are refused', async (_, of) => {
  const call = { ...(await of()), vendor: 'phone', texts: [textOf(newNumber(), 'Hello')] };

  await expect(running.bus.call(inbound.record, call)).rejects.toMatchObject({ code: 'not_found' });
});
