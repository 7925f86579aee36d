// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts } from '#libs/contracts';
import type { PostriderError } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
}, 60_000);
afterAll(() => running?.close(), 30_000);

const refusal = async (call: Promise<unknown>): Promise<PostriderError> => {
  const [end] = await Promise.allSettled([call]);
  if (end.status === 'rejected') return end.reason as PostriderError;
  throw new Error('It was not refused.');
};
const documentOf = (id: string) =>
  until('it is stored', async () => (await running.messages()).find(({ _id }) => _id.endsWith(id)));

/** Enough calls at once for each of two replicas to take some. */
const MANY = Array.from({ length: 30 }, (_, at) => at);

test('after a change of senders, routes or policies is answered, the next call sees it on every replica', async () => {
  await running.another();
  const { tenant, route } = running;
  const sender = { value: 'Postrider', routes: [route] };
  const sendMany = () =>
    Promise.all(
      MANY.map(() => running.submit([{ sender: 'Postrider' }]).then(accepted, ({ code }: PostriderError) => code)),
    );
  const accepted = () => 'accepted';

  for (let turn = 0; turn < 3; turn++) {
    expect(new Set(await sendMany())).toEqual(new Set(['sender_not_owned']));
    await running.bus.call(dispatcherContracts.senders.save, { tenant, sender });
    expect(new Set(await sendMany())).toEqual(new Set(['accepted']));
    await running.bus.call(dispatcherContracts.senders.delete, { tenant, value: 'Postrider' });
  }
  const stored = (await running.messages()).find((message) => message.sender === 'Postrider');
  expect(stored).toMatchObject({ sender: 'Postrider', country: 'HK' });
});

test('a route that was switched off carries none of the messages of the next calls, on every replica', async () => {
  const second = await running.addRoute({ key: 'second' });
  const { tenant } = running;
  const switchTo = (enabled: boolean) =>
    running.bus.call(dispatcherContracts.routes.change, {
      tenant,
      id: running.route,
      by: 'user:u',
      change: { enabled },
    });
  const routesOfMany = async (): Promise<Set<string | undefined>> => {
    const ids = (await Promise.all(MANY.map(() => running.submit([{}])))).map(({ items }) => items[0]!.id!);
    return until('they are sent', async () => {
      const sent = (await running.messages()).filter((it) => ids.some((id) => it._id.endsWith(id)));
      return (
        sent.length === ids.length && sent.every((it) => it.status === 'SENT') && new Set(sent.map((it) => it.route))
      );
    });
  };

  for (let turn = 0; turn < 3; turn++) {
    await switchTo(false);
    expect(await routesOfMany()).toEqual(new Set([second]));
    await switchTo(true);
    expect(await routesOfMany()).toEqual(new Set([running.route]));
  }
});

test("a call may name a route of the tenant and of the call's environment", async () => {
  const { items } = await running.submit([{ route: running.route }]);

  expect(await documentOf(items[0]!.id!)).toMatchObject({ pinned_route: running.route });
  expect((await refusal(running.submit([{ route: running.route }], { environment: 'live' }))).code).toBe(
    'invalid_field',
  );
  expect((await refusal(running.submit([{ route: 'none' }]))).code).toBe('invalid_field');
});

test('a scheduled message is stored and shown with its time', async () => {
  const send_at = new Date(Date.now() + 3_600_000).toISOString();

  const { items } = await running.submit([{ send_at, category: 'otp' }]);

  expect((await documentOf(items[0]!.id!)).send_at).toEqual(new Date(send_at));
  const view = await running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id: items[0]!.id! });
  expect(view).toMatchObject({ send_at, deadline: new Date(Date.parse(send_at) + 600_000).toISOString() });
});

test('B39: a batch refuses a message that repeats an earlier position, also in another slice, and sends the rest', async () => {
  const many = Array.from({ length: 250 }, () => ({}));
  const again = { to: '+85251234000' };

  const { accepted, items } = await running.submit([...many, again, { ...again, text: 'Another' }]);

  expect(accepted).toBe(251);
  expect(items[250]).toMatchObject({ position: 250, code: 'duplicate_in_batch' });
});

test('a call without messages is refused', async () => {
  expect((await refusal(running.submit([]))).code).toBe('invalid_batch');
});
