// The ledger is an object here: the specs check how often each position is stored, and which are ended.
import type { RequestDocument } from '#libs/contracts';
import {
  clock,
  newRequestId,
  positionOf,
  PostriderError,
  requestKey,
  unavailable,
  type MessageKey,
} from '#libs/kernel';
import { TENANT } from '../../../test/builders/ledger-documents.ts';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { eachStored } from './each-stored.ts';
import type { FailPorts } from './fail-positions.ts';

const request = { _id: requestKey(TENANT, newRequestId()), tenant: TENANT, created_at: new Date() } as RequestDocument;
const ITEMS = [{ position: 0, deadline: Infinity } as PayloadItem];
const REFUSED = new PostriderError('internal_error', 'The database refused a document with code 11601.');

/** The result of each store: an error, or undefined if it succeeded. */
const storing = (...ends: unknown[]) => storingAll(ITEMS, async () => ends.shift(), ends);

async function storingAll(
  items: readonly PayloadItem[],
  store: (items: readonly PayloadItem[]) => Promise<unknown>,
  ends: readonly unknown[] = [],
  of = request,
) {
  const ended: MessageKey[] = [];
  const ports = {
    messages: {
      insert: async (of: readonly { _id: MessageKey }[]) => ({
        mine: new Set(),
        ended: ended.push(...of.map((it) => it._id)),
      }),
      byKeys: async () => [],
    },
    metrics: { unprocessable: () => undefined },
    log: { error: () => undefined },
  } as unknown as FailPorts;
  const looks = ends.length;
  const outcome = await eachStored(ports, of, items, store).catch((error: unknown) => error);
  return { ended: ended.map(positionOf), outcome, looks: looks - ends.length };
}

test('a database that refuses a message once, and then takes it, ends no message', async () => {
  expect(await storing(REFUSED, undefined)).toEqual({ ended: [], outcome: undefined, looks: 2 });
});

test('a message that is refused twice is ended', async () => {
  expect(await storing(REFUSED, REFUSED, undefined)).toEqual({ ended: [0], outcome: undefined, looks: 2 });
});

test('a database that is away at the second try ends no message, and the request waits', async () => {
  const away = unavailable('The database');

  expect(await storing(REFUSED, away)).toEqual({ ended: [], outcome: away, looks: 2 });
});

test('a position that fails for a reason of our own waits until its own deadline, not that of the others', async () => {
  const failure = new Error('Something of ours.');
  const items = [-1, 60_000].map((ms, position) => ({ position, deadline: clock.now() + ms }) as PayloadItem);
  const first = { ...request, deadline: new Date(clock.now() - 1) };

  const { ended, outcome } = await storingAll(items, () => Promise.reject(failure), [], first);

  expect({ ended, outcome }).toEqual({ ended: [0], outcome: failure });
});
