// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter and the gateway, on the real bus.
import { dispatcherContracts } from '#libs/contracts';
import {
  answersOf,
  diesAt,
  heard,
  isOut,
  listedOf,
  newNumber,
  optOutOf,
  other,
  record,
  runForInboundTexts,
  running,
  settled,
  textOf,
} from '../builders/inbound-texts.ts';

const { optOuts } = dispatcherContracts;
runForInboundTexts();

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
