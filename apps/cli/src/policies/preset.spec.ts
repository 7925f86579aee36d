import { PRESET_NAMES, rulesOf, type OwnRoute, type Preset } from './preset.ts';

const route = (vendor: string, order = 10, over: Partial<OwnRoute> = {}): OwnRoute => ({
  id: `${vendor}-0000000${order % 10}`,
  vendor,
  environment: 'test',
  enabled: true,
  order,
  ...over,
});
const rules = (routes: readonly OwnRoute[], preset: Preset, partial = false) =>
  rulesOf(routes, { preset, environment: 'test', partial });
const ALL = ['sns', 'twilio', 'kavenegar', 'smsir', 'hkt', 'baas', 'acme'].map((vendor) => route(vendor));

test.each<[Preset, string[]]>([
  ['bdc', ['twilio-00000000', 'sns-00000000']],
  ['verification', ['smsir-00000000', 'kavenegar-00000000']],
  ['baas', ['baas-00000000']],
  ['smspanel', ['hkt-00000000']],
])('%s tries %j', (preset, routes) => {
  expect(rules(ALL, preset)).toEqual({ rules: [{ name: preset, routes }], missing: [] });
});

test('accounts of one vendor keep their order, and those that are off or of the other environment are left out', () => {
  const routes = [
    route('twilio', 12),
    route('sns', 1),
    route('twilio', 11),
    route('twilio', 3, { enabled: false }),
    route('twilio', 4, { environment: 'live' }),
  ];

  expect(rules(routes, 'bdc').rules[0]!.routes).toEqual(['twilio-00000001', 'twilio-00000002', 'sns-00000001']);
});

test('vendors without an account are named; they are left out only if that is wanted', () => {
  const routes = [route('sns'), route('twilio', 10, { enabled: false })];

  expect(() => rules(routes, 'bdc')).toThrow(/no enabled test account of twilio\..*--partial/);
  expect(rules(routes, 'bdc', true)).toEqual({
    rules: [{ name: 'bdc', routes: ['sns-00000000'] }],
    missing: ['twilio'],
  });
});

test('without any of the accounts nothing is changed', () => {
  expect(() => rules([route('acme')], 'verification', true)).toThrow(/account of smsir and kavenegar\. .*create`\.$/);
});

test('safecare tries the pool of phones, then every vendor', () => {
  const routes = [route('twilio', 2), route('phone', 1), route('sns', 1), route('hkt', 1, { environment: 'live' })];
  const wanted = { preset: 'safecare', environment: 'test', partial: false, pool: 'pool-1' } as const;

  expect(rulesOf(routes, wanted)).toEqual({
    rules: [{ name: 'safecare', routes: ['pool-1', 'sns-00000001', 'twilio-00000002'] }],
    missing: [],
  });
  expect(rulesOf([], wanted).rules).toEqual([{ name: 'safecare', routes: ['pool-1'] }]);
  expect(PRESET_NAMES).toHaveLength(5);
});
