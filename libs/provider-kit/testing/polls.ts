import type { Receipt } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { rowOf, statusesUnseen } from './tables.ts';
import type { ReportedStatus, Scene } from './vendor-under-test.ts';

const HOUR_MS = 3_600_000;

/** Tests of a vendor that cannot be asked for its results. */
export function describeNoPolls(scene: Scene): void {
  test('a poll finds nothing', async () => {
    expect(await scene.stage.poll(clock.now() - HOUR_MS)).toEqual({ receipts: [], pages: 1 });
  });
}

/** Tests of a vendor that is asked for all results since a time. */
export function describePolls(scene: Scene, statuses: readonly ReportedStatus[]): void {
  async function sent(): Promise<string> {
    const item = scene.newItem();
    await scene.stage.deliver(item);
    return (await scene.sandbox.texts(item.to))[0]!.sid;
  }

  const report = (id: string, { status, errorCode }: ReportedStatus, times = 1) =>
    scene.sandbox.control('POST', `${scene.vendor}/messages/${id}/advance`, {
      status,
      times,
      ...(errorCode !== undefined && { errorCode }),
    });

  const receiptsOf = async (id: string, since = clock.now() - HOUR_MS) =>
    (await scene.stage.poll(since)).receipts.filter((it) => it.vendor_message_id === id);

  const delivered = (): ReportedStatus => statuses.find((it) => it.proves === 'DELIVERED')!;

  test('a poll without reports finds no receipt', async () => {
    expect(await receiptsOf(await sent())).toEqual([]);
  });

  test.each(statuses.filter((it) => it.proves))('the status $status $errorCode proves $proves', async (it) => {
    const id = await sent();
    await report(id, it);

    expect((await receiptsOf(id)).map(withoutCost(scene))).toEqual([receiptFor(id, it)]);
  });

  test('each row of the table of statuses is seen by a test of its own: changed, it turns red', async () => {
    const unseen = await statusesUnseen(scene, async (row) => {
      for (const it of statuses.filter((status) => rowOf(status) === row)) {
        const id = await sent();
        await report(id, it);
        const [receipt] = await receiptsOf(id);
        expect([receipt?.status, receipt?.vendor_code]).toEqual([it.proves, it.vendorCode]);
      }
    });

    expect(unseen).toEqual([]);
  });

  test.each(statuses.filter((it) => !it.proves))('the status $status $errorCode proves nothing', async (it) => {
    const id = await sent();
    await report(id, it);

    expect(await receiptsOf(id)).toEqual([]);
  });

  test('a receipt that is listed twice is passed on twice alike', async () => {
    const id = await sent();
    await report(id, delivered(), 2);

    const [first, second, ...more] = await receiptsOf(id);

    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  test('all pages are read', async () => {
    const ids = await Promise.all(Array.from({ length: 11 }, sent));
    for (const id of ids) await report(id, delivered(), 100);

    const { receipts, pages } = await scene.stage.poll(clock.now() - HOUR_MS);

    expect(pages).toBeGreaterThan(1);
    const found = ids.map((id) => receipts.filter((it) => it.vendor_message_id === id).length);
    expect(found).toEqual(ids.map(() => 100));
  });

  test('known receipts are not requested again', async () => {
    const id = await sent();
    await report(id, delivered());

    expect(await receiptsOf(id, clock.now() + HOUR_MS)).toEqual([]);
  });

  test('a vendor that does not answer is not treated as one without receipts', async () => {
    const html = { fault: { kind: 'html-502' }, match: { operation: 'any' } };
    await scene.sandbox.fault(scene.vendor, html);

    await expect(scene.stage.poll(clock.now())).rejects.toMatchObject({ code: 'service_unavailable' });
  });
}

/** The receipt that a reported status must give, without its cost. */
export const receiptFor = (id: string, { proves, vendorCode }: ReportedStatus) => ({
  vendor_message_id: id,
  status: proves,
  ...(vendorCode !== undefined && { vendor_code: vendorCode }),
});

/** Checks that a receipt has a cost if this vendor tells it, and no cost otherwise. */
export const withoutCost =
  ({ receiptsHaveCost }: Scene) =>
  ({ cost_micros, currency, ...receipt }: Receipt): Receipt => {
    expect([typeof cost_micros, currency ?? '']).toEqual(
      receiptsHaveCost ? ['number', expect.stringMatching(/^([A-Z]{3}|credits)$/)] : ['undefined', ''],
    );
    return receipt;
  };
