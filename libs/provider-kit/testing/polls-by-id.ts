import { clock } from '#libs/kernel';
import { receiptFor, withoutCost } from './polls.ts';
import { rowOf, statusesUnseen } from './tables.ts';
import type { ReportedStatus, Scene } from './vendor-under-test.ts';

/** Tests of a vendor that is asked for the results of given texts. */
export function describePollsById(scene: Scene, statuses: readonly ReportedStatus[]): void {
  async function sent(): Promise<{ sid: string; id: string }> {
    const item = scene.newItem();
    await scene.stage.deliver(item);
    const [text] = await scene.sandbox.texts(item.to);
    return { sid: text!.sid, id: scene.idOf(text!)! };
  }

  /** A text whose status the vendor knows; returns the vendor's id. */
  async function reported({ status, errorCode }: ReportedStatus): Promise<string> {
    const { sid, id } = await sent();
    const fields = { status, callback: false, ...(errorCode !== undefined && { errorCode }) };
    await scene.sandbox.control('POST', `${scene.vendor}/messages/${sid}/advance`, fields);
    return id;
  }

  const receiptsOf = async (...ids: string[]) =>
    (await scene.stage.poll(clock.now(), { ids })).receipts.map(withoutCost(scene)).toSorted((a, b) => compare(a, b));
  const delivered = (): ReportedStatus => statuses.find((it) => it.proves === 'DELIVERED')!;

  test('a text without a result has no receipt, and nor has an id that the vendor does not know', async () => {
    const { id } = await sent();

    expect(await receiptsOf(id, nextTo(id))).toEqual([]);
  });

  test.each(statuses.filter((it) => it.proves))(
    'asked for it, the status $status $errorCode proves $proves',
    async (it) => {
      const id = await reported(it);

      expect(await receiptsOf(id)).toEqual([receiptFor(id, it)]);
      expect(await receiptsOf(id)).toEqual([receiptFor(id, it)]);
    },
  );

  test.each(statuses.filter((it) => !it.proves))(
    'asked for it, the status $status $errorCode proves nothing',
    async (it) => {
      expect(await receiptsOf(await reported(it))).toEqual([]);
    },
  );

  test('each row of the table of statuses is seen by a test of its own: changed, it turns red', async () => {
    const unseen = await statusesUnseen(scene, async (row) => {
      for (const it of statuses.filter((status) => rowOf(status) === row)) {
        const id = await reported(it);
        expect(await receiptsOf(id)).toEqual(it.proves ? [receiptFor(id, it)] : []);
      }
    });

    expect(unseen).toEqual([]);
  });

  test('of many texts each gets its own result', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => reported(delivered())));
    const { id: without } = await sent();

    expect((await receiptsOf(...ids, without)).map((it) => it.vendor_message_id)).toEqual(ids.toSorted());
  });

  test('without ids the vendor is not asked', async () => {
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'html-502' }, match: { operation: 'any' } });

    expect(await receiptsOf()).toEqual([]);
    await scene.sandbox.control('DELETE', `${scene.vendor}/faults`);
  });

  test('a vendor that does not answer is not treated as one without results', async () => {
    const { id } = await sent();
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'html-502' }, match: { operation: 'any' } });

    await expect(receiptsOf(id)).rejects.toMatchObject({ code: 'service_unavailable' });
  });
}

const compare = (a: { vendor_message_id: string }, b: { vendor_message_id: string }): number =>
  a.vendor_message_id < b.vendor_message_id ? -1 : 1;

/** Of the same form. */
const nextTo = (id: string): string => `${id.slice(0, -1)}${(Number.parseInt(id.at(-1)!, 16) + 1) % 10}`;
