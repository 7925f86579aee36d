import type { CallbackRequest, DeliverItem } from '#libs/contracts';
import { ROUTE, TENANT } from './stage.ts';
import { rowOf, statusesUnseen } from './tables.ts';
import type { ReportedStatus, Scene } from './vendor-under-test.ts';

interface Advance {
  readonly status: string;
  readonly errorCode?: number | string;
  readonly times?: number;
  readonly extra?: Readonly<Record<string, string>>;
  readonly signature?: 'valid' | 'forged' | 'missing';
}

/** Tests of a vendor that does not call back. */
export function describeNoCallbacks(scene: Scene): void {
  test('a callback is never genuine', async () => {
    const callback = { secret: 'guessed', url: `/callbacks/${scene.vendor}/guessed`, headers: {}, body: 'x=1' };

    expect(await scene.stage.callBack(callback)).toBe('invalid_signature');
  });
}

/** Tests of a vendor that calls back to the address that a message named. */
export function describeCallbacks(
  scene: Scene,
  statuses: readonly ReportedStatus[],
  { areSigned }: { readonly areSigned: boolean },
): void {
  async function sent(): Promise<{ item: DeliverItem; sid: string }> {
    const item = scene.newItem();
    await scene.stage.deliver(item);
    const [text] = await scene.sandbox.texts(item.to);
    return { item, sid: text!.sid };
  }

  /** The vendor reports a status; returns the answer it got, and what reached the dispatcher meanwhile. */
  async function reported(sid: string, advance: Advance) {
    const before = scene.stage.received.length;
    const path = `${scene.vendor}/messages/${sid}/advance`;
    const { callbacks } = await scene.sandbox.control<{ callbacks: { httpStatus: number }[] }>('POST', path, advance);
    return { answers: callbacks.map((it) => it.httpStatus), received: scene.stage.received.slice(before) };
  }

  const received = (item: DeliverItem, vendor_message_id: string, receipt: object) => ({
    vendor: scene.vendor,
    route: ROUTE,
    tenant: TENANT,
    receipts: [{ message: item.id, fence: item.fence, vendor_message_id, ...receipt }],
  });

  async function genuineCallback(): Promise<CallbackRequest> {
    await reported((await sent()).sid, delivered());
    return scene.stage.callbacks.at(-1)!;
  }

  const delivered = (): Advance => ({ status: statuses.find((it) => it.proves === 'DELIVERED')!.status });

  test.each(statuses.filter((it) => it.proves))('the status $status proves $proves', async (it) => {
    const { item, sid } = await sent();
    const { status, errorCode, vendorCode = errorCode, proves } = it;

    const { answers, received: got } = await reported(sid, { status, ...(errorCode && { errorCode }) });

    const code = vendorCode ? { vendor_code: String(vendorCode) } : {};
    expect(got).toEqual([received(item, sid, { status: proves, ...code })]);
    expect(answers).toEqual([200]);
  });

  test('each row of the table of statuses is seen by a test of its own: changed, it turns red', async () => {
    const unseen = await statusesUnseen(scene, async (row) => {
      for (const { status, errorCode, proves } of statuses.filter((it) => rowOf(it) === row)) {
        const { received: got } = await reported((await sent()).sid, { status, ...(errorCode && { errorCode }) });
        expect(got[0]?.receipts[0]?.status).toBe(proves);
      }
    });

    expect(unseen).toEqual([]);
  });

  test.each(statuses.filter((it) => !it.proves))(
    'the status $status proves nothing and is answered with success',
    async ({ status }) => {
      const { sid } = await sent();

      expect(await reported(sid, { status })).toEqual({ answers: [200], received: [] });
    },
  );

  test('a receipt finds the message whose answer was lost', async () => {
    const item = scene.newItem({ fence: 3 });
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'reset-after-accept' }, match: { to: item.to } });
    expect(await scene.stage.deliver(item)).toMatchObject([{ outcome: 'unknown' }]);
    const sid = (await scene.sandbox.texts(item.to))[0]!.sid;

    expect((await reported(sid, delivered())).received).toEqual([received(item, sid, { status: 'DELIVERED' })]);
  });

  test('a receipt that comes twice is passed on twice alike, and one with unknown fields once', async () => {
    const { item, sid } = await sent();
    const expected = received(item, sid, { status: 'DELIVERED' });

    expect(await reported(sid, { ...delivered(), times: 2 })).toEqual({
      answers: [200, 200],
      received: [expected, expected],
    });
    expect((await reported(sid, { ...delivered(), extra: { NewField: 'x' } })).received).toEqual([expected]);
  });

  if (areSigned)
    test.each(['forged', 'missing'] as const)('a receipt with a signature that is %s is refused', async (signature) => {
      const { sid } = await sent();

      expect(await reported(sid, { ...delivered(), signature })).toEqual({ answers: [403], received: [] });
    });

  test('a replayed receipt is answered like the first', async () => {
    const callback = await genuineCallback();
    const count = scene.stage.received.length;

    expect(await scene.stage.callBack(callback)).toBe('done');
    expect(scene.stage.received[count]).toEqual(scene.stage.received[count - 1]);
  });

  const changes: readonly [string, (it: CallbackRequest) => Partial<CallbackRequest>][] = [
    ['for another grant', (it: CallbackRequest) => ({ url: it.url.replace(/\.1$/, '.2') })],
    ['without its query', (it: CallbackRequest) => ({ url: it.url.split('?')[0]! })],
    ['with another body', (it: CallbackRequest) => ({ body: `${it.body}&x=1` })],
    ['under an unknown secret', () => ({ secret: 'guessed' })],
  ];
  test.each(areSigned ? changes : changes.slice(-1))(
    'a genuine receipt played back %s is refused',
    async (_case, change) => {
      const callback = await genuineCallback();
      const count = scene.stage.received.length;

      expect(await scene.stage.callBack({ ...callback, ...change(callback) })).toBe('invalid_signature');
      expect(scene.stage.received).toHaveLength(count);
    },
  );

  test('a body that is too long for a receipt is refused unread', async () => {
    const callback = await genuineCallback();

    expect(await scene.stage.callBack({ ...callback, body: 'x='.repeat(50_000) })).toBe('malformed_callback');
  });

  test('while the dispatcher is away a receipt is refused, and the vendor repeats it', async () => {
    const stage = await scene.anotherStage({});
    const item = scene.newItem();
    await stage.deliver(item);
    const sid = (await scene.sandbox.texts(item.to))[0]!.sid;
    const advance = () => scene.sandbox.control('POST', `${scene.vendor}/messages/${sid}/advance`, delivered());
    await advance();

    await stage.stopDispatcher();

    expect(await stage.callBack(stage.callbacks.at(-1)!)).toBe('service_unavailable');
    await advance();
    expect(stage.callbacks.length).toBeGreaterThan(2);
  });
}
