import { setImmediate as turn } from 'node:timers/promises';
import type { RequestDocument } from '#libs/contracts';
import { newRequestId, requestKey, type RequestKey, type TenantId } from '#libs/kernel';
import { TENANT } from '../../../test/builders/ledger-documents.ts';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { FanOuts } from './fan-outs.ts';

const OTHER = 'bbbbbbbb' as TenantId;
const request = (tenant = TENANT): RequestDocument =>
  ({ _id: requestKey(tenant, newRequestId()), tenant }) as RequestDocument;
const positions = (count: number): PayloadItem[] => new Array<PayloadItem>(count).fill({} as PayloadItem);

/** Each fan-out runs until the test ends it, in the order in which they began. */
function scene() {
  const begun: RequestKey[] = [];
  const events: string[] = [];
  const running: PromiseWithResolvers<void>[] = [];
  const gone = new Set<RequestKey>();
  const fanOuts = new FanOuts({
    fanOut: ({ _id }) => {
      begun.push(_id);
      running.push(Promise.withResolvers<void>());
      return running.at(-1)!.promise;
    },
    read: async (key) => (gone.has(key) ? undefined : [{ _id: key } as RequestDocument, positions(101)]),
    log: { info: () => undefined, warn: (event: string) => void events.push(event), error: () => undefined },
  });
  const start = (count: number, of = request()): RequestKey => {
    fanOuts.start(of, positions(count));
    return of._id;
  };
  const endFirst = async (error?: Error): Promise<void> => {
    const first = running.shift()!;
    if (error) first.reject(error);
    else first.resolve();
    await turn();
  };
  return { fanOuts, begun, events, gone, start, endFirst };
}

test('four large requests are in memory at a time, the others are read when it is their turn', async () => {
  const { begun, start, endFirst } = scene();

  const all = Array.from({ length: 6 }, () => start(101));
  expect(begun).toEqual(all.slice(0, 4));

  await endFirst();
  expect(begun).toEqual(all.slice(0, 5));
  await endFirst();
  expect(begun).toEqual(all);
});

test('small requests never wait', () => {
  const { begun, start } = scene();
  for (let at = 0; at < 6; at++) start(5_000);

  const few = [start(1), start(100)];

  expect(begun.slice(4)).toEqual(few);
});

test('a tenant without a running request is next', async () => {
  const { begun, start, endFirst } = scene();
  for (let at = 0; at < 6; at++) start(5_000);
  const others = start(5_000, request(OTHER));

  await endFirst();

  expect(begun.at(-1)).toBe(others);
});

test('a request that the sweep has fanned out meanwhile is skipped', async () => {
  const { begun, gone, start, endFirst } = scene();
  const all = Array.from({ length: 6 }, () => start(5_000));
  gone.add(all[4]!);

  await endFirst();
  await turn();

  expect(begun.slice(4)).toEqual([all[5]]);
});

test('a failed fan-out is left to the sweep, and frees its place', async () => {
  const { begun, events, start, endFirst } = scene();
  const all = Array.from({ length: 5 }, () => start(5_000));

  await endFirst(new Error('the database is away'));

  expect([begun, events]).toEqual([all, ['fan_out.deferred']]);
});

test('at the end of the process no fan-out is begun', async () => {
  const { fanOuts, begun, start, endFirst } = scene();
  for (let at = 0; at < 6; at++) start(5_000);

  const drained = fanOuts.drain();
  for (let at = 0; at < 4; at++) await endFirst();
  await drained;

  expect(begun).toHaveLength(4);
});
