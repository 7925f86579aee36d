import { Phone } from '../../test/builders/phone.ts';
import { HeldLeases } from './held-leases.ts';
import type { Lease } from './ports.ts';
import { sendMessage } from './send-message.ts';
import { takeMessages } from './take-messages.ts';

// Real: the journal. Radio, Postrider and the clock are fakes.
let phone: Phone;
let held: HeldLeases;
const never = new AbortController().signal;

beforeEach(async () => {
  phone = await Phone.make();
  held = new HeldLeases(phone.clock);
});

const MESSAGE = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';

async function leased(text = 'Hello'): Promise<Lease> {
  phone.postrider.add(MESSAGE, text);
  const [lease] = await takeMessages(phone.ports, held, 5, 0, never);
  return lease!;
}

const send = (lease: Lease) => sendMessage(phone.ports, held, lease, never);
const stateOf = () => phone.journal.entry(MESSAGE);

test('a message is sent after its row is in the journal and Postrider has allowed it', async () => {
  const lease = await leased();
  phone.radio.answer = () => {
    expect(stateOf()).toMatchObject({ state: 'sending', part: 1, parts: 1 });
    expect(phone.postrider.status(MESSAGE)).toBe('SENDING');
    return 'sent';
  };

  await send(lease);

  expect(phone.radio.sent).toEqual([{ messageId: MESSAGE, to: '+84901234567', text: 'Hello', number: 1, of: 1 }]);
  expect(stateOf()).toMatchObject({ state: 'sent', reported: false });
});

test('a message that Postrider has lent to somebody else is dropped', async () => {
  const lease = await leased();
  phone.postrider.instead.start = { kind: 'answered', value: { sendWithinMs: 0, stale: true } as never };

  await send(lease);

  expect(phone.radio.sent).toEqual([]);
  expect(stateOf()).toBeUndefined();
});

test('a message whose deadline is over at the start is reported as not sent', async () => {
  const lease = await leased();
  phone.postrider.instead.start = { kind: 'answered', value: { sendWithinMs: 0, stale: false } as never };

  await send(lease);

  expect(phone.radio.sent).toEqual([]);
  expect(stateOf()).toMatchObject({ state: 'failed', code: 'NOT_STARTED' });
});

test('a message whose lease ended while it waited is dropped without a question', async () => {
  const lease = await leased();
  phone.clock.pass(300_000);

  await send(lease);

  expect(phone.postrider.status(MESSAGE)).toBe('ASSIGNED');
  expect(stateOf()).toBeUndefined();
});

test('a revoked lease is dropped', async () => {
  const lease = await leased();
  held.revoke([MESSAGE]);

  await send(lease);

  expect(phone.radio.sent).toEqual([]);
});

test('a lease that a heartbeat extended is sent', async () => {
  const lease = await leased();
  phone.clock.pass(200_000);
  held.extend([MESSAGE], 300_000);
  phone.clock.pass(200_000);

  await send(lease);

  expect(stateOf()).toMatchObject({ state: 'sent' });
});

test('after the time that Postrider gave nothing is handed to the radio', async () => {
  const lease = await leased();
  const { start } = phone.postrider;
  phone.postrider.start = async (grant) => {
    const answer = await start.call(phone.postrider, grant);
    phone.clock.pass(30_000);
    return answer;
  };

  await send(lease);

  expect(phone.radio.sent).toEqual([]);
  expect(stateOf()).toMatchObject({ state: 'failed', code: 'TOO_LATE' });
});

test('a start that is not answered until the lease ends is not sent, and Postrider is told', async () => {
  const lease = await leased();
  phone.postrider.instead.start = { kind: 'away', why: 'no network' };

  await send(lease);

  expect(phone.radio.sent).toEqual([]);
  expect(stateOf()).toMatchObject({ state: 'failed', code: 'NOT_STARTED' });
});

test('all parts of a message are sent one after the other, and then it is sent', async () => {
  await send(await leased('one|two|three'));

  expect(phone.radio.sent.map(({ text, number, of }) => [text, number, of])).toEqual([
    ['one', 1, 3],
    ['two', 2, 3],
    ['three', 3, 3],
  ]);
  expect(stateOf()).toMatchObject({ state: 'sent', part: 3, parts: 3 });
});

test.each([
  [1, 'failed'],
  [2, 'unknown'],
  [3, 'unknown'],
])('a failure of part %i of 3 makes the message %s', async (at, state) => {
  const lease = await leased('one|two|three');
  phone.radio.answer = ({ number }) => (number === at ? { failed: 'NO_SERVICE' } : 'sent');

  await send(lease);

  expect(stateOf()).toMatchObject({ state, code: 'NO_SERVICE', part: at });
});

test('if the time is over between two parts, the message is unknown', async () => {
  const lease = await leased('one|two');
  phone.radio.answer = () => {
    phone.clock.pass(30_000);
    return 'sent';
  };

  await send(lease);

  expect(phone.radio.sent).toHaveLength(1);
  expect(stateOf()).toMatchObject({ state: 'unknown', code: 'TOO_LATE' });
});

test('a radio that breaks makes the message unknown', async () => {
  const lease = await leased();
  phone.radio.answer = () => Promise.reject(new Error('broken'));

  await send(lease);

  expect(stateOf()).toMatchObject({ state: 'unknown', code: 'NO_RESULT' });
});

test('while the journal cannot be written nothing is sent, and the phone says why', async () => {
  const lease = await leased();
  const { journal } = phone;
  const sending = journal.sending.bind(journal);
  let refusals = 3;
  journal.sending = (...row) => {
    if (refusals-- > 0) throw new Error('database or disk is full');
    expect(phone.radio.sent).toEqual([]);
    sending(...row);
  };

  await send(lease);

  expect(phone.said[0]).toBe('Nothing is sent, because the journal cannot be written: database or disk is full');
  expect(phone.radio.sent).toHaveLength(1);
});

test('a journal that stays full for longer than the permission leaves the message unsent', async () => {
  const lease = await leased();
  const { journal } = phone;
  const sending = journal.sending.bind(journal);
  let refusals = 10;
  journal.sending = (...row) => {
    if (refusals-- > 0) throw new Error('database or disk is full');
    sending(...row);
  };

  await send(lease);

  expect(phone.radio.sent).toEqual([]);
  expect(stateOf()).toMatchObject({ state: 'failed', code: 'TOO_LATE' });
});
