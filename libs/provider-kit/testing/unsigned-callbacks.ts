import type { CallbackRequest } from '#libs/contracts';
import { callbackAddress } from '../src/callback-address.ts';
import { receiptFor, withoutCost } from './polls.ts';
import { ROUTE, TENANT } from './stage.ts';
import { rowOf, statusesUnseen } from './tables.ts';
import type { ReportedStatus, Scene } from './vendor-under-test.ts';

/** Tests of a vendor that calls back without a signature: the adapter believes only what it then asks for. */
export function describeUnsignedCallbacks(scene: Scene, statuses: readonly ReportedStatus[]): void {
  beforeAll(() => scene.sandbox.control('PATCH', `${scene.vendor}/settings`, { statusUrl: scene.stage.callbackUrl }));

  async function sent(): Promise<{ sid: string; id: string }> {
    const item = scene.newItem();
    await scene.stage.deliver(item);
    const [text] = await scene.sandbox.texts(item.to);
    return { sid: text!.sid, id: scene.idOf(text!)! };
  }

  /** `advance` sets the status and calls back; `callback` only calls back. */
  async function reported(sid: string, { status, errorCode }: ReportedStatus, how: 'advance' | 'callback' = 'advance') {
    const before = scene.stage.received.length;
    const { callbacks } = await scene.sandbox.control<{ callbacks: { httpStatus: number }[] }>(
      'POST',
      `${scene.vendor}/messages/${sid}/${how}`,
      { status, ...(errorCode !== undefined && { errorCode }) },
    );
    return { answers: callbacks.map((it) => it.httpStatus), received: receivedSince(before) };
  }

  const receivedSince = (count: number) =>
    scene.stage.received.slice(count).map((it) => ({ ...it, receipts: it.receipts.map(withoutCost(scene)) }));
  const received = (id: string, it: ReportedStatus) => ({
    vendor: scene.vendor,
    route: ROUTE,
    tenant: TENANT,
    receipts: [receiptFor(id, it)],
  });
  const delivered = (): ReportedStatus => statuses.find((it) => it.proves === 'DELIVERED')!;

  async function genuine(): Promise<CallbackRequest> {
    await reported((await sent()).sid, delivered());
    return scene.stage.callbacks.at(-1)!;
  }

  test.each(statuses.filter((it) => it.proves))(
    'the status $status, which the vendor confirms when asked, proves $proves',
    async (it) => {
      const { sid, id } = await sent();

      expect(await reported(sid, it)).toEqual({ answers: [200], received: [received(id, it)] });
    },
  );

  test.each(statuses.filter((it) => !it.proves))(
    'the status $status proves nothing and is answered with success',
    async (it) => {
      expect(await reported((await sent()).sid, it)).toEqual({ answers: [200], received: [] });
    },
  );

  test('each row of the table of statuses is seen by a test of its own: changed, it turns red', async () => {
    const unseen = await statusesUnseen(scene, async (row) => {
      for (const it of statuses.filter((status) => rowOf(status) === row)) {
        const { sid, id } = await sent();
        expect((await reported(sid, it)).received).toEqual(it.proves ? [received(id, it)] : []);
      }
    });

    expect(unseen).toEqual([]);
  });

  test('a status that the vendor does not confirm when asked proves nothing', async () => {
    expect((await reported((await sent()).sid, delivered(), 'callback')).received).toEqual([]);
  });

  test('while the vendor cannot be asked a callback is refused, and the vendor repeats it', async () => {
    const callback = await genuine();
    const count = scene.stage.received.length;
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'html-502' }, match: { operation: 'any' } });

    expect(await scene.stage.callBack(callback)).toBe('service_unavailable');
    expect(await scene.stage.callBack(callback)).toBe('done');
    expect(scene.stage.received).toHaveLength(count + 1);
  });

  test('a message that somebody wrote into the address gets no receipt of another one', async () => {
    const callback = await genuine();
    const another = scene.newItem();
    const address = callbackAddress(callback.url.split('?')[0]! + '?m=', another.id, another.fence);
    const query = callback.url.split('?')[1];

    expect(await scene.stage.callBack({ ...callback, url: query ? `${address}&${query}` : address })).toBe('done');
    expect(scene.stage.received.at(-1)!.receipts).toEqual([expect.not.objectContaining({ message: another.id })]);
  });

  test('a callback under an unknown secret is refused', async () => {
    const callback = await genuine();
    const count = scene.stage.received.length;

    expect(await scene.stage.callBack({ ...callback, secret: 'guessed' })).toBe('invalid_signature');
    expect(scene.stage.received).toHaveLength(count);
  });

  test('a body that is too long for a receipt is refused unread', async () => {
    const callback = await genuine();

    expect(await scene.stage.callBack({ ...callback, body: 'x='.repeat(50_000) })).toBe('malformed_callback');
  });

  test('while the dispatcher is away a receipt is refused', async () => {
    const callback = await genuine();
    const stage = await scene.anotherStage({});
    await stage.stopDispatcher();

    expect(await stage.callBack(callback)).toBe('service_unavailable');
  });
}
