// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter and the gateway, on the real bus.
import { dispatcherContracts, type Confirmations, type MessageDocument } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import {
  answersOf,
  gateway,
  heard,
  isOut,
  newNumber,
  optOutOf,
  replyTo,
  rules,
  runForInboundTexts,
  running,
  sendTo,
  settled,
} from '../builders/inbound-texts.ts';
import { acceptAll } from '../builders/running-dispatcher.ts';

const { optOuts } = dispatcherContracts;
runForInboundTexts();

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

test('while the gateway does not say what may be answered, the answer waits, and the opt-out is in force', async () => {
  const number = newNumber();
  rules.refuses('service_unavailable');
  await heard(number, 'STOP');
  expect([await isOut(number), answersOf(number).length]).toEqual([true, 0]);

  gateway.forget();
  await settled();

  expect(answersOf(number)).toHaveLength(1);
});
