// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { type DeliverItem, type ItemOutcome, type MessageDocument, dispatcherContracts, wake } from '#libs/contracts';
import { sleep, type MessageKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, accepted, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
  await running.another();
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
  running.vendor.lookUp = async () => [];
});

const countsOf = async (request: string): Promise<Record<string, number>> => {
  const view = await running.bus.call(dispatcherContracts.requests.read, {
    tenant: running.tenant,
    id: request,
    limit: 10,
  });
  return view.counts as Record<string, number>;
};
const deliveredOf = (request: string): DeliverItem[] =>
  running.vendor.delivered.filter(({ id }) => id.includes(request));
const messagesOf = async (request: string) => (await running.messages()).filter(({ _id }) => _id.includes(request));
const evidenceOf = async (request: string) => (await running.evidence()).filter(({ _id }) => _id.includes(request));
const answer = (outcome: Partial<ItemOutcome>) =>
  async function* (items: readonly DeliverItem[]): AsyncIterable<ItemOutcome[]> {
    yield items.map(({ id, fence }) => ({ id, fence, outcome: 'unknown', ...outcome }));
  };
/** The first delivery of each message gets the given answer, all later ones are accepted. */
const firstThenAccept = (outcome: Partial<ItemOutcome>) =>
  async function* (items: readonly DeliverItem[]): AsyncIterable<ItemOutcome[]> {
    yield items.map((item) =>
      item.fence === 1 ? { id: item.id, fence: 1, outcome: 'unknown', ...outcome } : accepted(item),
    );
  };

test('4.4 and 4.5 the same wake-up in many copies grants each message once', async () => {
  const { request_id } = await running.submit(Array.from({ length: 150 }, () => ({})));
  const keys = Array.from({ length: 100 }, (_, at) => `${running.tenant}.${request_id}.${String(at).padStart(4, '0')}`);
  await Promise.all(Array.from({ length: 8 }, () => running.bus.enqueue(wake.normal, { ids: keys })));

  await until('all are sent', async () => (await countsOf(request_id)).SENT === 150);

  expect(deliveredOf(request_id)).toHaveLength(150);
  expect((await messagesOf(request_id)).every(({ fence, attempt }) => fence === 1 && attempt === 1)).toBe(true);
});

test('4.6 the adapter gets the category of each message', async () => {
  const { request_id } = await running.submit([{ category: 'marketing' }, { category: 'otp' }]);

  await until('both are sent', async () => (await countsOf(request_id)).SENT === 2);

  expect(deliveredOf(request_id).map(({ category }) => category)).toEqual(expect.arrayContaining(['marketing', 'otp']));
});

test('4.9 a canceled request is closed at its next wake, not granted', async () => {
  running.vendor.deliver = answer({ outcome: 'throttled', retry_after_ms: 2_000 });
  const { request_id } = await running.submit([{ category: 'alert' }, { category: 'alert' }], {
    all_or_nothing: false,
  });
  const waits = ({ status, fence }: MessageDocument): boolean => status === 'PENDING' && fence > 0;
  const bothWait = async (): Promise<boolean> => (await messagesOf(request_id)).filter(waits).length === 2;
  await until('both wait again', bothWait);
  const db = running.db;
  const key = `${running.tenant}.${request_id}`;

  await db.collection<{ _id: string }>('sms_requests').updateOne({ _id: key }, { $set: { cancel_at: new Date() } });
  // The other dispatcher may have begun one before the mark, because it has not learned of the pause.
  const isOver = async (): Promise<boolean> =>
    (await messagesOf(request_id)).every(({ status }) => status !== 'SENDING');
  await until('none is in the air', isOver);
  const before = deliveredOf(request_id).length;
  const mine = { _id: { $regex: `^${key}` } } as never;
  await db.collection('sms_messages').updateMany(mine, { $set: { wake_at: new Date(0) } });

  await until('both are canceled', async () => (await countsOf(request_id)).CANCELED === 2);
  expect(deliveredOf(request_id)).toHaveLength(before);
});

test('4.6 a message that never began returns to PENDING, is not counted as an attempt and is sent again', async () => {
  running.vendor.deliver = firstThenAccept({ outcome: 'not_started' });
  const { request_id } = await running.submit([{}]);

  await until('it is sent', async () => (await countsOf(request_id)).SENT === 1);

  expect(await messagesOf(request_id)).toMatchObject([{ fence: 2, attempt: 1 }]);
});

test('4.6 a vendor that throttles gets the message again after the time that it asked for', async () => {
  running.vendor.deliver = firstThenAccept({ outcome: 'throttled', retry_after_ms: 300 });
  const { request_id } = await running.submit([{}]);

  await until('it is sent', async () => (await countsOf(request_id)).SENT === 1);

  const [first, second] = await evidenceOf(request_id);
  expect(second!.granted_at!.getTime() - first!.at.getTime()).toBeGreaterThanOrEqual(250);
  expect(await messagesOf(request_id)).toMatchObject([{ attempt: 1 }]);
});

test('4.6 one slow item of a hundred delays no other: 99 are SENT before it answers', async () => {
  const patient = await runDispatcher({ timeScale: 2 });
  try {
    const sent = async (): Promise<number> =>
      (await patient.messages()).filter(({ status }) => status === 'SENT').length;
    let released = false;
    patient.vendor.deliver = async function* (items) {
      const slow = items.find(({ id }) => id.endsWith('.0000'));
      yield items.filter((item) => item !== slow).map(accepted);
      if (!slow) return;
      await until('the other 99 are SENT in the ledger', async () => (await sent()) === 99);
      released = true;
      yield [accepted(slow)];
    };

    await patient.submit(Array.from({ length: 100 }, () => ({})));

    await until('all are sent', async () => (await sent()) === 100);
    expect(released).toBe(true);
  } finally {
    await patient.close();
  }
}, 60_000);

test('4.6 an item without an outcome gets no row until its lease ends in silence, at most once is then UNCONFIRMED', async () => {
  running.vendor.deliver = async function* () {};
  const { request_id } = await running.submit([{}]);
  await until('it is in the air', async () => (await countsOf(request_id)).SENDING === 1);
  expect(await evidenceOf(request_id)).toEqual([]);

  await until('it is UNCONFIRMED', async () => (await countsOf(request_id)).UNCONFIRMED === 1);

  expect(await evidenceOf(request_id)).toMatchObject([{ kind: 'silence', fence: 1 }]);
  expect(deliveredOf(request_id)).toHaveLength(1);
});

test('4.6 under at least once an unresolved attempt is repeated after the grace and marked', async () => {
  running.vendor.deliver = firstThenAccept({ outcome: 'unknown' });
  const { request_id } = await running.submit([{ category: 'reminder' }]);

  await until('it is sent', async () => (await countsOf(request_id)).SENT === 1);

  expect(await messagesOf(request_id)).toMatchObject([{ fence: 2, attempt: 2, possible_duplicate: true }]);
  const [first, , second] = (await evidenceOf(request_id)).sort((a, b) => a.at.getTime() - b.at.getTime());
  expect(second!.granted_at!.getTime() - first!.granted_at!.getTime()).toBeGreaterThanOrEqual(45_000 / 20 - 50);
});

test('4.6 a look-up that finds the text makes it SENT', async () => {
  const looked: string[] = [];
  await withLookUp('search', async (searching) => {
    searching.vendor.deliver = answer({ outcome: 'unknown' });
    searching.vendor.lookUp = async (items) => {
      looked.push(...items.map(({ id }) => id));
      return items.map(({ id, fence }) => ({ id, fence, result: 'found', vendor_message_id: 'V-found' }));
    };
    const { request_id } = await searching.submit([{}]);
    const view = await until('it is sent', async () => {
      const [message] = await searching.messages();
      return message?.status === 'SENT' && message;
    });
    expect(looked).toEqual([view._id]);
    expect(view._id).toContain(request_id);
  });
}, 60_000);

test('4.6 with a client reference a look-up that finds nothing frees an at-most-once message', async () => {
  await withLookUp('client_reference', async (searching) => {
    searching.vendor.deliver = firstThenAccept({ outcome: 'unknown' });
    searching.vendor.lookUp = async (items) => items.map(({ id, fence }) => ({ id, fence, result: 'nothing' }));
    await searching.submit([{}]);
    const message = await until('it is sent', async () => {
      const [found] = await searching.messages();
      return found?.status === 'SENT' && found;
    });
    expect(message).toMatchObject({ guarantee: 'at_most_once', fence: 2 });
    expect(message.possible_duplicate).toBeUndefined();
  });
}, 60_000);

test('4.6 a faulty vendor is tried three times, then the message is FAILED', async () => {
  running.vendor.deliver = answer({ outcome: 'vendor_fault', fault: 'request' });
  const { request_id } = await running.submit([{ category: 'otp' }]);

  await until('it failed', async () => (await countsOf(request_id)).FAILED === 1);

  expect(deliveredOf(request_id)).toHaveLength(3);
  expect((await evidenceOf(request_id)).filter(({ kind }) => kind === 'closed')).toMatchObject([
    { reason: 'TRIES_USED_UP' },
  ]);
});

test('4.6 a rejected message is FAILED at once', async () => {
  running.vendor.deliver = answer({ outcome: 'rejected', vendor_code: '21211' });
  const { request_id } = await running.submit([{}]);

  await until('it failed', async () => (await countsOf(request_id)).FAILED === 1);

  expect(deliveredOf(request_id)).toHaveLength(1);
});

test('4.6 without an adapter nothing leaves this process: a code is tried on all routes and loses no try', async () => {
  const alone = await runDispatcher();
  try {
    const routes = [alone.route, await alone.addRoute({ key: 'second' }), await alone.addRoute({ key: 'third' })];
    await alone.stopVendor();
    await alone.submit([{ category: 'otp' }]);
    const withoutAdapter = async (): Promise<unknown[]> =>
      (await alone.evidence()).flatMap(({ fault, route }) => (fault === 'no_adapter' ? route : []));
    await until('each route was tried', async () => new Set(await withoutAdapter()).size === routes.length);

    await alone.startVendor();

    await until('it is sent', async () => (await alone.messages()).every(({ status }) => status === 'SENT'));
    expect(await alone.messages()).toMatchObject([{ attempt: 1 }]);
  } finally {
    await alone.close();
  }
}, 60_000);

test('4.5 a message whose dispatcher died is taken over by the other', async () => {
  running.vendor.deliver = async function* (items) {
    if (items.every(({ fence }) => fence === 1)) await sleep(60_000, AbortSignal.timeout(3_000));
    else yield items.map(accepted);
  };
  const { request_id } = await running.submit([{ category: 'alert' }]);
  await until('it is in the air', async () => (await countsOf(request_id)).SENDING === 1);

  await until('another attempt sent it', async () => (await countsOf(request_id)).SENT === 1);

  const [message] = await messagesOf(request_id);
  expect(message!._id satisfies MessageKey).toContain(request_id);
  expect(message!.possible_duplicate).toBe(true);
});

async function withLookUp(
  lookup: 'search' | 'client_reference',
  body: (searching: RunningDispatcher) => Promise<void>,
): Promise<void> {
  const searching = await runDispatcher({ lookup });
  try {
    await body(searching);
  } finally {
    await searching.close();
  }
}
