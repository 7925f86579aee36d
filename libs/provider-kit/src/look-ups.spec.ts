// Real: the look-ups. The spec acts as the vendor.
import type { LookupItem } from '#libs/contracts';
import { silentLog } from '#libs/observability';
import type { VendorAdapter } from './adapter.ts';
import { LookUps } from './look-ups.ts';
import type { VendorAccounts } from './vendor-accounts.ts';
import { ANY_SENDER } from '../testing/builders.ts';

type LookUp = NonNullable<VendorAdapter<string>['lookUp']>;

const items = (count: number): LookupItem[] =>
  Array.from({ length: count }, (_, n) => ({ id: `m${n}`, fence: 1, to: '', text: '', sent_after: 0 }));

function desk(lookup: VendorAdapter<string>['lookup'], lookUp?: LookUp, itemOutcomeMs = 60_000) {
  const adapter: VendorAdapter<string> = {
    vendor: 'acme',
    lookup,
    receipts: 'callback',
    carries: { text: true },
    senders: ANY_SENDER,
    order: 10,
    account: () => {
      throw new Error('not asked');
    },
    check: async () => ({ ok: true }),
    parseSecrets: String,
    send: () => Promise.resolve({ outcome: 'unknown' }),
    readCallback: () => ({}),
    ...(lookUp && { lookUp }),
  };
  const account = { id: 'acc', route: 'r', tenant: 'abcdefgh', secrets: 's', callbackPrefix: '' };
  const accounts = { byId: () => Promise.resolve(account) } as unknown as VendorAccounts<string>;
  return new LookUps({ adapter, accounts, times: { itemOutcomeMs }, log: silentLog() });
}

const NOTHING: LookUp = () => Promise.resolve({ result: 'nothing' });

test.each([
  ['search', 'inconclusive'],
  ['client_reference', 'nothing'],
] as const)('no result by %s is %s', async (lookup, result) => {
  const { answers } = await desk(lookup, NOTHING).lookUp({ account: 'acc', items: items(1) });

  expect(answers).toEqual([{ id: 'm0', fence: 1, result }]);
});

test('a vendor that cannot be asked answers for no item', async () => {
  expect(await desk('none').lookUp({ account: 'acc', items: items(3) })).toEqual({ answers: [] });
});

test('items for which the vendor could not be asked are left out', async () => {
  const lookUp: LookUp = ({ id }) =>
    id === 'm1' ? Promise.reject(new Error('no')) : Promise.resolve({ result: 'found' });

  const { answers } = await desk('search', lookUp).lookUp({ account: 'acc', items: items(3) });

  expect(answers.map((it) => it.id)).toEqual(['m0', 'm2']);
});

test('an item about which it is too early to say is left out', async () => {
  const lookUp: LookUp = async ({ id }) => (id === 'm0' ? undefined : { result: 'found' });

  const { answers } = await desk('client_reference', lookUp).lookUp({ account: 'acc', items: items(2) });

  expect(answers.map(({ id }) => id)).toEqual(['m1']);
});

test('the vendor is asked about every item of all calls, a few at a time', async () => {
  let [atOnce, most] = [0, 0];
  const lookUp: LookUp = async () => {
    most = Math.max(most, ++atOnce);
    await new Promise(setImmediate);
    atOnce--;
    return { result: 'found' };
  };

  const lookUps = desk('search', lookUp);
  const calls = [60, 40].map((count) => lookUps.lookUp({ account: 'acc', items: items(count) }));
  const replies = await Promise.all(calls);

  expect(replies.map(({ answers }) => new Set(answers.map(({ id }) => id)).size)).toEqual([60, 40]);
  expect(most).toBe(16);
});

test('when the time is over the vendor is asked about no further item', async () => {
  const asked: string[] = [];
  const lookUp: LookUp = async ({ id }) => {
    asked.push(id);
    await new Promise((resolve) => setTimeout(resolve, 60));
    return { result: 'found' };
  };

  const lookUps = desk('search', lookUp, 20);
  const calls = [40, 40].map((count) => lookUps.lookUp({ account: 'acc', items: items(count) }));
  const replies = await Promise.all(calls);

  expect(asked).toHaveLength(16);
  expect(replies.map(({ answers }) => answers.length)).toEqual([16, 0]);
  expect((await lookUps.lookUp({ account: 'acc', items: items(1) })).answers).toHaveLength(1);
});
