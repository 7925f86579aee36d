// The ledger is an object here: the specs check which requests are begun, and which are postponed.
import type { RequestDocument } from '#libs/contracts';
import { newRequestId, requestKey, timesScaledBy, unavailable } from '#libs/kernel';
import { TENANT } from '../../../test/builders/ledger-documents.ts';
import { sweepRequests, type RequestSweepPorts } from './sweep-requests.ts';

const requests = Array.from({ length: 3 }, () => {
  return { _id: requestKey(TENANT, newRequestId()), tenant: TENANT, created_at: new Date() } as RequestDocument;
});
const ids = requests.map(({ _id }) => _id);

function scene(fanOut: (at: number) => Promise<void>) {
  const begun: string[] = [];
  const putOff: string[] = [];
  const stopping = new AbortController();
  const ports = {
    requests: { due: async () => requests, postpone: async (key: string) => void putOff.push(key) },
    codec: { ready: async () => undefined, open: () => '[]' },
    metrics: { stuck: () => undefined, unprocessable: () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    times: timesScaledBy(20),
    stopping: stopping.signal,
    fanOut: ({ _id }: RequestDocument) => fanOut(begun.push(_id)),
  } as unknown as RequestSweepPorts;
  return { ports, begun, putOff, stopping };
}

test('a request that fails is postponed, and delays no other', async () => {
  const { ports, begun, putOff } = scene((nth) =>
    nth === 1 ? Promise.reject(new Error('broken')) : Promise.resolve(),
  );

  await sweepRequests(ports);

  expect([begun, putOff]).toEqual([ids, ids.slice(0, 1)]);
});

test('while the database is away no request can be postponed either, and the sweep ends', async () => {
  const away = unavailable('The database');
  const { ports, begun } = scene(() => Promise.reject(away));
  const failing = { ...ports, requests: { ...ports.requests, postpone: () => Promise.reject(away) } };

  await expect(sweepRequests(failing)).rejects.toBe(away);

  expect(begun).toEqual(ids.slice(0, 1));
});

test('a process that is about to end begins no further request', async () => {
  const { ports, begun, stopping } = scene(async () => stopping.abort());

  await sweepRequests(ports);

  expect(begun).toEqual(ids.slice(0, 1));
});
