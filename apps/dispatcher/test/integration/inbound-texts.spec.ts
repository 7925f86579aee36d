// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter and the gateway, on the real bus.
import {
  OURS,
  answersOf,
  heard,
  isOut,
  listed,
  listedOf,
  newNumber,
  optOutOf,
  other,
  record,
  runForInboundTexts,
  running,
  sendTo,
  settled,
  textOf,
} from '../builders/inbound-texts.ts';

runForInboundTexts();

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

test('a text from something that is no number is stored, and marked if it says STOP', async () => {
  const from = `BANK${newNumber().slice(-4)}`;
  await heard(from, 'STOP');

  expect(await listedOf(from)).toMatchObject([{ from, needs_review: true }]);
});
