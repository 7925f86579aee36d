import type { RequestDocument } from '#libs/contracts';
import { newRequestId, requestKey } from '#libs/kernel';
import { TENANT } from '../../test/builders/ledger-documents.ts';
import type { PayloadItem } from '../domain/request-payload.ts';
import { FanOuts } from './fan-outs.ts';

const request = (): RequestDocument => ({ _id: requestKey(TENANT, newRequestId()) }) as RequestDocument;
const positions = (count: number): PayloadItem[] => new Array<PayloadItem>(count).fill({} as PayloadItem);

function scene(end: () => Promise<void>) {
  const begun: string[] = [];
  const events: string[] = [];
  const log = { info: () => undefined, warn: (event: string) => void events.push(event), error: () => undefined };
  const fanOuts = new FanOuts(({ _id }) => {
    begun.push(_id);
    return end();
  }, log);
  return { fanOuts, begun, events };
}

test('what does not fit into memory is left to the sweep, and later ones fit again', async () => {
  let finish = (): void => undefined;
  const held = new Promise<void>((resolve) => (finish = resolve));
  const { fanOuts, begun, events } = scene(() => held);

  for (let at = 0; at < 12; at++) fanOuts.start(request(), positions(5_000));
  expect([begun.length, events]).toEqual([10, ['fan_out.left_to_sweep', 'fan_out.left_to_sweep']]);

  finish();
  await fanOuts.drain();
  fanOuts.start(request(), positions(5_000));
  expect(begun).toHaveLength(11);
});

test('one alone is begun however large it is', () => {
  const { fanOuts, begun } = scene(() => Promise.resolve());

  fanOuts.start(request(), positions(60_000));

  expect(begun).toHaveLength(1);
});

test('a failure is nobody’s but the sweep’s, and makes room', async () => {
  const { fanOuts, begun, events } = scene(() => Promise.reject(new Error('the database is away')));

  fanOuts.start(request(), positions(50_000));
  await fanOuts.drain();
  fanOuts.start(request(), positions(1));

  expect([begun.length, events]).toEqual([2, ['fan_out.deferred']]);
});
