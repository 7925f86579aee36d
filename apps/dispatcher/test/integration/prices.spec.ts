// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts, type AttemptView, type NewPrice, type PriceLine } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import type { PriceListDocument } from '../../src/outbound/mongo/collections.ts';
import { acceptAll, accepted, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { prices, messages } = dispatcherContracts;
let running: RunningDispatcher;
let live: string;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
  live = await running.addRoute({ key: 'live', environment: 'live' });
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(async () => {
  running.vendor.deliver = acceptAll;
  for (const { id } of (await list()).items) await remove(id);
});

const of = (over: object = {}) => ({ tenant: running.tenant, by: 'user:u', ...over });
const newPrice = (over: Partial<NewPrice> = {}): NewPrice => ({
  route: running.route,
  channel: 'sms',
  price_micros: 7_500,
  currency: 'USD',
  ...over,
});
const save = (over: Partial<NewPrice> = {}, more = {}) =>
  running.bus.call(prices.save, of({ price: newPrice(over), ...more }) as never);
const list = (over: object = {}) => running.bus.call(prices.list, { tenant: running.tenant, limit: 100, ...over });
const remove = (id: string, more = {}) => running.bus.call(prices.delete, of({ id, ...more }) as never);
const bring = (...lines: Partial<PriceLine>[]) =>
  running.bus.call(prices.import, of({ lines: lines.map((it, at) => ({ ...newPrice(it), line: at + 2 })) }) as never);
const HONG_KONG = '+85251234567';

async function costOf(over: object = {}): Promise<Pick<AttemptView, 'cost_micros' | 'currency' | 'cost_known'>> {
  const { items } = await running.submit([{ to: HONG_KONG, ...over }]);
  const view = await until('it is SENT', async () => {
    const seen = await running.bus.call(messages.read, { tenant: running.tenant, id: items[0]!.id! });
    return (seen.status === 'SENT' || seen.status === 'DELIVERED') && seen;
  });
  const { cost_micros, currency, cost_known } = view.attempts[0]!;
  return { cost_micros: cost_micros!, currency: currency!, cost_known: cost_known! };
}

test('a price is saved, replaced by one for the same, listed and deleted', async () => {
  const first = await save({ country: 'HK', valid_from: '2030-01-01T08:00:00+08:00' });
  const again = await save({ country: 'HK', valid_from: '2030-01-01T00:00:00Z', price_micros: 8_000 });

  expect(first).toEqual({
    ...newPrice({ country: 'HK', valid_from: '2030-01-01T00:00:00.000Z' }),
    id: `${running.route}.sms.HK.-.20300101T000000Z`,
  });
  expect((await list()).items).toEqual([again]);
  await remove(again.id);
  expect((await list()).items).toEqual([]);
  await expect(remove(again.id)).rejects.toMatchObject({ code: 'not_found' });
});

test('prices are listed page by page, over all routes or of one', async () => {
  await bring(
    ...['US', 'HK', 'IR'].map((country) => ({ country })),
    { route: live },
    { country: 'TR', channel: 'mms' },
  );
  const all = (await list()).items.map(({ id }) => id);

  const seen: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await list({ limit: 2, ...(after && { after }) });
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === undefined) break;
    after = page.next;
  }

  expect(all).toHaveLength(5);
  expect(all).toEqual(all.toSorted());
  expect(seen).toEqual(all);
  expect((await list({ route: live })).items).toMatchObject([{ route: live }]);
  expect((await list({ route: 'fake-00000000' })).items).toEqual([]);
});

test('prices of the other environment, of another tenant and of no route are not found', async () => {
  const { id } = await save({ route: live });
  const inTest = { environment: 'test' };

  await expect(save({ route: live }, inTest)).rejects.toMatchObject({ code: 'not_found' });
  await expect(save({}, { tenant: 'zzzzzzzz' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(save({ route: 'fake-00000000' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(remove(id, inTest)).rejects.toMatchObject({ code: 'not_found' });
  await expect(remove(id, { tenant: 'zzzzzzzz' })).rejects.toMatchObject({ code: 'not_found' });
  expect((await list(inTest)).items).toEqual([]);
  expect((await list({ tenant: 'zzzzzzzz' })).items).toEqual([]);
  expect((await list({ environment: 'live' })).items).toHaveLength(1);
});

test('an import saves the lines that can be read and names the others; a repeat changes nothing', async () => {
  const lines = [
    { country: 'HK' },
    { country: 'XX' },
    { prefix: '98912', country: 'IR', currency: 'credits' },
    { route: 'fake-00000000' },
    { route: live, currency: 'usd' },
    { route: live },
  ];

  const first = await bring(...lines);
  const again = await bring(...lines);

  expect([first.saved, first.known, first.refused]).toEqual([3, 0, 3]);
  expect(first.errors.map(({ line, code }) => [line, code])).toEqual([
    [3, 'invalid_field'],
    [5, 'not_found'],
    [6, 'invalid_field'],
  ]);
  expect([again.saved, again.known, again.refused]).toEqual([0, 3, 3]);
  expect((await list()).items).toHaveLength(3);
});

test('5,000 prices are saved in one call, and a route takes no more than 10,000', async () => {
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({ prefix: `+85${String(100_000 + from + at)}` }));

  expect(await bring(...many(0, 5_000))).toMatchObject({ saved: 5_000, refused: 0 });
  expect(await bring(...many(5_000, 5_000))).toMatchObject({ saved: 5_000, refused: 0 });
  expect(await bring(...many(10_000, 2), { route: live })).toMatchObject({ saved: 1, known: 0, refused: 2 });
  await expect(save({ country: 'HK' })).rejects.toMatchObject({ code: 'invalid_field' });
  await running.db
    .collection<PriceListDocument>('price_lists')
    .updateOne({ _id: running.route }, { $set: { prices: [] } });
}, 40_000);

test('changes of a list at the same time are all kept', async () => {
  const countries = ['HK', 'US', 'IR', 'TR', 'KR', 'VN'];
  await Promise.all(countries.map((country) => save({ country })));

  expect((await list()).items.map(({ country }) => country)).toEqual(countries.toSorted());
});

test('a message costs what its route’s prices say, on every replica at once, until the vendor tells the price', async () => {
  expect(await costOf()).toEqual({});
  await save({ country: 'HK' });
  await save({ prefix: '+8525123', price_micros: 9_000 });
  await save({ prefix: '+8525123', price_micros: 1, valid_from: '2999-01-01T00:00:00Z' });

  expect(await costOf()).toEqual({ cost_micros: 9_000, currency: 'USD', cost_known: false });
  expect(await costOf({ text: 'x'.repeat(161) })).toEqual({ cost_micros: 18_000, currency: 'USD', cost_known: false });

  running.vendor.deliver = async function* (items) {
    yield items.map((item) => ({ ...accepted(item), cost_micros: 1_000_000, currency: 'credits' }));
  };
  expect(await costOf()).toEqual({ cost_micros: 1_000_000, currency: 'credits', cost_known: true });
});

test('the price of a receipt replaces the estimate', async () => {
  await save({ country: 'HK' });
  const { items } = await running.submit([{ to: HONG_KONG }]);
  const read = () => running.bus.call(messages.read, { tenant: running.tenant, id: items[0]!.id! });
  const sent = await until('it is SENT', async () => {
    const seen = await read();
    return seen.status === 'SENT' && seen;
  });
  const vendor_message_id = sent.attempts[0]!.vendor_message_id!;
  const receipt = { vendor_message_id, status: 'DELIVERED' as const, cost_micros: 6_450, currency: 'USD' };
  const { tenant, route } = running;
  await running.bus.call(dispatcherContracts.receipts.record, { tenant, route, vendor: 'fake', receipts: [receipt] });

  expect(sent.attempts[0]).toMatchObject({ cost_micros: 7_500, cost_known: false });
  expect((await read()).attempts[0]).toMatchObject({ cost_micros: 6_450, currency: 'USD', cost_known: true });
});

test('a simulation uses the same prices', async () => {
  await save({ country: 'HK' });
  const item = { to: HONG_KONG, text: 'x'.repeat(161) };
  const call = { tenant: running.tenant, environment: 'test' as const, policy: { destinations: ['*'] }, item };

  const { prices: found } = await running.bus.call(messages.simulate, call);

  expect(found).toEqual([{ currency: 'USD', min_micros: 15_000, max_micros: 15_000 }]);
});
