// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { deleteSender, readMessage, saveSender } from '#libs/contracts';
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

test('a sender may be used as soon as it is saved, and no longer than a moment after it is deleted', async () => {
  expect((await refusal(running.submit([{ sender: 'Postrider' }]))).code).toBe('sender_not_owned');
  const sender = { value: 'Postrider', routes: [running.route] };
  await running.bus.call(saveSender, { tenant: running.tenant, sender });

  const { items } = await running.submit([{ sender: 'Postrider' }]);
  await running.bus.call(deleteSender, { tenant: running.tenant, value: 'Postrider' });

  expect(await documentOf(items[0]!.id!)).toMatchObject({ sender: 'Postrider', country: 'HK' });
  await until('it is refused again', async () => {
    const end = await running.submit([{ sender: 'Postrider' }]).catch((error: PostriderError) => error.code);
    return end === 'sender_not_owned';
  });
});

test('a route may be named that is the tenant’s and of the call’s environment', async () => {
  const { items } = await running.submit([{ route: running.route }]);

  expect(await documentOf(items[0]!.id!)).toMatchObject({ pinned_route: running.route });
  expect((await refusal(running.submit([{ route: running.route }], { environment: 'live' }))).code).toBe(
    'invalid_field',
  );
  expect((await refusal(running.submit([{ route: 'none' }]))).code).toBe('invalid_field');
});

test('what is scheduled is stored and shown with its time', async () => {
  const send_at = new Date(Date.now() + 3_600_000).toISOString();

  const { items } = await running.submit([{ send_at, category: 'otp' }]);

  expect((await documentOf(items[0]!.id!)).send_at).toEqual(new Date(send_at));
  const view = await running.bus.call(readMessage, { tenant: running.tenant, id: items[0]!.id! });
  expect(view).toMatchObject({ send_at, deadline: new Date(Date.parse(send_at) + 600_000).toISOString() });
});

test('B39: a batch refuses what repeats an earlier position, over its slices too, and sends the rest', async () => {
  const many = Array.from({ length: 250 }, () => ({}));
  const again = { to: '+85251234000' };

  const { accepted, items } = await running.submit([...many, again, { ...again, text: 'Another' }]);

  expect(accepted).toBe(251);
  expect(items[250]).toMatchObject({ position: 250, code: 'duplicate_in_batch' });
});

test('a call without messages is refused', async () => {
  expect((await refusal(running.submit([]))).code).toBe('invalid_batch');
});
