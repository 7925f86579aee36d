// The ledger is an object here: what counts is what is stored how often, and which positions are ended.
import type { RequestDocument } from '#libs/contracts';
import { newRequestId, PostriderError, requestKey, unavailable } from '#libs/kernel';
import { TENANT } from '../../test/builders/ledger-documents.ts';
import type { PayloadItem } from '../domain/request-payload.ts';
import { eachStored } from './each-stored.ts';
import type { FailPorts } from './fail-positions.ts';

const request = { _id: requestKey(TENANT, newRequestId()), tenant: TENANT, created_at: new Date() } as RequestDocument;
const ITEMS = [{ position: 0 } as PayloadItem];
const REFUSED = new PostriderError('internal_error', 'The database refused a document with code 11601.');

/** The ends of each look: an error, or nothing where it was stored. */
async function storing(...ends: unknown[]) {
  const ended: string[] = [];
  const ports = {
    messages: {
      insert: async (of: readonly { _id: string }[]) => ({
        mine: new Set(),
        ended: ended.push(...of.map((it) => it._id)),
      }),
      byKeys: async () => [],
    },
    metrics: { unprocessable: () => undefined },
    log: { error: () => undefined },
  } as unknown as FailPorts;
  const left = [...ends];
  const outcome = await eachStored(ports, request, ITEMS, async () => left.shift()).catch((error: unknown) => error);
  return { ended: ended.length, outcome, looks: ends.length - left.length };
}

test('a database that refuses a message once, and then takes it, ends nothing', async () => {
  expect(await storing(REFUSED, undefined)).toEqual({ ended: 0, outcome: undefined, looks: 2 });
});

test('a message that is refused again is ended', async () => {
  expect(await storing(REFUSED, REFUSED, undefined)).toEqual({ ended: 1, outcome: undefined, looks: 2 });
});

test('a database that is away by then ends nothing, and the request waits', async () => {
  const away = unavailable('The database');

  expect(await storing(REFUSED, away)).toEqual({ ended: 0, outcome: away, looks: 2 });
});
