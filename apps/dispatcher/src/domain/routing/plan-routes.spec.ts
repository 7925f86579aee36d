import { newPhone, newPool, newRoutable, newRoute, TENANT } from '../../../test/builders/ledger-documents.ts';
import { phoneRoutes, type PhoneRecord, type PoolRecord } from './phones.ts';
import { planRoutes } from './plan-routes.ts';
import type { Routable, Route, RoutingFacts } from './route.ts';

const now = 1_000_000;
const twilio = newRoute({ id: 'twilio-1', order: 10 });
const sns = newRoute({ id: 'sns-1', order: 20 });
const facts = (over: Partial<RoutingFacts> = {}): RoutingFacts => ({
  routes: [twilio, sns],
  policy: { version: 0, rules: [] },
  senders: new Map(),
  ...over,
});
const plan = (of: Partial<RoutingFacts>, item: Partial<Routable> = {}) =>
  planRoutes(facts(of), newRoutable(item), { now });
const withState = (route: Route, state: Partial<Route['state']>): Route => ({
  ...route,
  state: { ...route.state, ...state },
});

test('without a policy all routes are tried in their order', () => {
  expect(plan({})).toEqual({ policy: 0, routes: ['twilio-1', 'sns-1'], skipped: [] });
});

test('the first rule that matches decides, and the explanation names it', () => {
  const rules = [
    { name: 'codes', categories: ['otp' as const], routes: ['sns-1'] },
    { countries: ['HK'], routes: ['sns-1', 'twilio-1'] },
    { routes: ['twilio-1'] },
  ];
  const policy = { version: 7, rules };

  expect(plan({ policy }, { category: 'otp' })).toMatchObject({
    policy: 7,
    rule: 0,
    rule_name: 'codes',
    routes: ['sns-1'],
  });
  expect(plan({ policy })).toMatchObject({ rule: 1, routes: ['sns-1', 'twilio-1'] });
  expect(plan({ policy }, { country: 'US' })).toMatchObject({ rule: 2, routes: ['twilio-1'] });
});

test.each<[string, object, Partial<Routable>, boolean]>([
  ['a country', { countries: ['HK'] }, { country: 'HK' }, true],
  ['another country', { countries: ['HK'] }, { country: 'US' }, false],
  ['a number without a country', { countries: ['HK'] }, { country: undefined }, false],
  ['a prefix', { prefixes: ['+8525'] }, { to: '+85251234567' }, true],
  ['another prefix', { prefixes: ['+8526'] }, { to: '+85251234567' }, false],
  ['a priority as high as asked', { min_priority: 7 }, { priority: 7 }, true],
  ['a lower priority', { min_priority: 7 }, { priority: 6 }, false],
  ['all of several conditions', { countries: ['HK'], categories: ['otp'] }, { category: 'otp' }, true],
  ['one of several conditions alone', { countries: ['HK'], categories: ['otp'] }, {}, false],
])('a rule matches by %s', (_, rule, item, applies) => {
  const policy = { version: 1, rules: [{ ...rule, routes: ['sns-1'] }] };

  expect(plan({ policy }, item).routes).toEqual(applies ? ['sns-1'] : []);
});

test('if no rule matches, every route has that reason', () => {
  const policy = { version: 1, rules: [{ countries: ['HK'], routes: ['sns-1'] }] };

  expect(plan({ policy }, { country: 'US' })).toMatchObject({
    routes: [],
    skipped: ['twilio-1', 'sns-1'].map((route) => ({ route, reason: 'no_rule' })),
  });
});

test.each<[string, Partial<RoutingFacts>, Partial<Routable>]>([
  ['disabled', { routes: [{ ...twilio, enabled: false }, sns] }, {}],
  ['country', { routes: [{ ...twilio, countries: ['US'] }, sns] }, {}],
  ['too_long', { routes: [{ ...twilio, maxSegments: 1 }, sns] }, { segments: 2 }],
  ['sender', { senders: new Map([['ACME', new Set(['sns-1'])]]) }, { sender: 'ACME' }],
  ['breaker_open', { routes: [withState(twilio, { breaker: 'open' }), sns] }, {}],
  [
    'forced_open',
    { routes: [withState(twilio, { override: { force: 'open', until: now + 1, by: '', reason: '' } }), sns] },
    {},
  ],
])('a route is skipped with its reason: %s', (reason, of, item) => {
  expect(plan(of, item)).toMatchObject({ routes: ['sns-1'], skipped: [{ route: 'twilio-1', reason }] });
});

test('a route whose vendor does not take the sender has that reason, also if the sender is not assigned to it', () => {
  const senderRule = { kinds: ['name'], signs: '', signs_inside: true, says: 'a name without signs' } as const;
  const routes = [{ ...twilio, senderRule }, sns];
  const skipped = [
    { route: 'twilio-1', reason: 'sender_not_possible', detail: 'Its vendor takes a name without signs.' },
  ];
  const owned = (...ids: string[]) => new Map([['AC-ME', new Set(ids)]]);

  expect(plan({ routes, senders: owned('twilio-1', 'sns-1') }, { sender: 'AC-ME' })).toMatchObject({
    routes: ['sns-1'],
    skipped,
  });
  expect(plan({ routes, senders: owned('sns-1') }, { sender: 'AC-ME' })).toMatchObject({ routes: ['sns-1'], skipped });
  expect(plan({ routes }).routes).toEqual(['twilio-1', 'sns-1']);
});

test('a route without an adapter is skipped, and a named route that does not exist has that reason', () => {
  const withoutAdapter = new Set(['twilio-1']);
  expect(planRoutes(facts(), newRoutable(), { now, withoutAdapter }).skipped).toEqual([
    { route: 'twilio-1', reason: 'no_adapter' },
  ]);

  const policy = { version: 1, rules: [{ routes: ['gone-1', 'sns-1'] }] };
  expect(plan({ policy })).toMatchObject({
    routes: ['sns-1'],
    skipped: [{ route: 'gone-1', reason: 'unknown_route' }],
  });
});

test('a route that an operator forces closed is used, until the override ends', () => {
  const forced = (until: number): Route =>
    withState(twilio, { breaker: 'open', override: { force: 'closed', until, by: '', reason: '' } });

  expect(plan({ routes: [forced(now + 1)] }).routes).toEqual(['twilio-1']);
  expect(plan({ routes: [forced(now)] }).routes).toEqual([]);
});

test('a pinned route takes precedence over every rule, and no other is used', () => {
  const policy = { version: 1, rules: [{ routes: ['twilio-1'] }] };

  expect(plan({ policy }, { pinned: 'sns-1' })).toMatchObject({ routes: ['sns-1'] });
  expect(plan({ policy, routes: [twilio] }, { pinned: 'sns-1' })).toMatchObject({
    routes: [],
    skipped: [{ route: 'sns-1' }],
  });
});

describe('a weighted list', () => {
  const weighted = [
    { route: 'twilio-1', weight: 70 },
    { route: 'sns-1', weight: 30 },
  ];
  const policy = { version: 1, rules: [{ weighted }] };
  const firsts = (routes: readonly Route[]): number => {
    const draws = Array.from(
      { length: 4_000 },
      (_, n) => plan({ routes, policy }, { key: `${TENANT}.${n}` }).routes[0],
    );
    return draws.filter((id) => id === 'twilio-1').length / draws.length;
  };

  test('distributes messages by weight, and gives each message the same order every time', () => {
    expect(firsts([twilio, sns])).toBeCloseTo(0.7, 1);
    expect(plan({ policy }, { key: 'k' })).toEqual(plan({ policy }, { key: 'k' }));
    expect(plan({ policy }, { key: 'k' }).routes.toSorted()).toEqual(['sns-1', 'twilio-1']);
  });

  test('health subtracts its points from the weight, and a route without any left comes last', () => {
    expect(firsts([withState(twilio, { penalty: 60 }), sns])).toBeCloseTo(0.25, 1);
    expect(firsts([withState(twilio, { penalty: 100 }), sns])).toBe(0);
  });
});

test('a message whose other routes may not carry it stays with the one that pauses', () => {
  const around = { now, paused: new Set(['twilio-1']) };
  const code = newRoutable({ category: 'otp' });

  expect(planRoutes(facts(), code, around)).toMatchObject({ routes: ['sns-1'] });
  expect(planRoutes(facts(), code, { ...around, mayCarry: (id) => id === 'twilio-1' })).toEqual({
    policy: 0,
    routes: ['twilio-1', 'sns-1'],
    skipped: [],
    throttled: ['twilio-1'],
  });
});

describe('phones', () => {
  const withPhones = (phone: Partial<PhoneRecord> = {}, pool: Partial<PoolRecord> = {}): readonly Route[] => [
    twilio,
    ...phoneRoutes([newPhone(phone)], [newPool({ agents: ['phone-1'], ...pool })]),
  ];

  test('without a policy pools follow the accounts, and single phones are not tried', () => {
    expect(plan({ routes: withPhones() })).toEqual({ policy: 0, routes: ['twilio-1', 'pool-1'], skipped: [] });
  });

  test('a policy names phones and pools like accounts, also by weights', () => {
    const routes = withPhones();
    const weighted = ['pool-1', 'twilio-1'].map((route) => ({ route, weight: 1 }));

    const named = ['phone-1', 'twilio-1', 'pool-1'];
    expect(plan({ routes, policy: { version: 1, rules: [{ routes: named }] } }).routes).toEqual(named);
    const drawn = plan({ routes, policy: { version: 1, rules: [{ weighted }] } }).routes;
    expect(drawn.toSorted()).toEqual(['pool-1', 'twilio-1']);
  });

  const ALONE = true;
  test.each<[string, string, readonly Route[], Partial<Routable>, boolean?]>([
    ['a pool that is switched off', 'disabled', withPhones({}, { enabled: false }), {}, !ALONE],
    ['a pool without a phone', 'no_phone', withPhones({}, { agents: [] }), {}, !ALONE],
    ['a pool whose phones are switched off', 'no_phone', withPhones({ enabled: false }), {}],
    ['a country that no SIM texts', 'country', withPhones({ countries: ['VN'] }), {}],
    ['a number without a country', 'country', withPhones({ countries: ['VN'] }), { country: undefined }],
    ['phones that do not call', 'phones_away', withPhones({ online: false }), {}],
    ['advertising', 'no_marketing', withPhones(), { category: 'marketing' }],
    ['pictures', 'no_mms', withPhones(), { cargo: { text: 'Look', media: { urls: ['https://a.test/1.png'] } } }],
    ['a sender that is not assigned', 'sender', withPhones(), { sender: 'ACME' }],
  ])('%s: skipped with the reason %s, in a pool and alone', (_, reason, routes, item, alone = ALONE) => {
    const senders = new Map([['ACME', new Set(['twilio-1'])]]);

    for (const pinned of alone ? ['pool-1', 'phone-1'] : ['pool-1'])
      expect(plan({ routes, senders }, { ...item, pinned })).toMatchObject({
        routes: [],
        skipped: [{ route: pinned, reason }],
      });
  });

  test('a phone that is away does not make its pool carry what only it could', () => {
    const phones = [newPhone({ countries: ['VN'] }), newPhone({ _id: 'phone-2', countries: ['HK'], online: false })];
    const routes = phoneRoutes(phones, [newPool({ agents: ['phone-1', 'phone-2'] })]);

    expect(plan({ routes }, { country: 'HK' }).skipped).toEqual([{ route: 'pool-1', reason: 'phones_away' }]);
    expect(plan({ routes }, { country: 'VN' }).routes).toEqual(['pool-1']);
  });

  test('phones take advertising that the tenant lets them send, a sender they have, and pictures as links', () => {
    const senders = new Map([['ACME', new Set(['pool-1'])]]);
    const media = { urls: ['https://a.test/1.png'], fallback: 'link' as const };
    const item = {
      category: 'marketing',
      phonesMarketing: true,
      sender: 'ACME',
      cargo: { text: 'Look', media },
    } as const;

    expect(plan({ routes: withPhones(), senders }, { ...item, pinned: 'pool-1' }).routes).toEqual(['pool-1']);
  });

  test('neither a breaker nor a missing adapter stands before phones', () => {
    const all = { has: () => true };
    const around = { now, withoutAdapter: all, opening: all };

    expect(planRoutes(facts({ routes: withPhones() }), newRoutable(), around).routes).toEqual(['pool-1']);
  });

  test('a preferred phone goes first, and the routes of the policy follow', () => {
    const policy = { version: 1, rules: [{ routes: ['twilio-1', 'phone-1'] }] };
    const item = { preferred: 'phone-1' };

    expect(plan({ routes: withPhones(), policy }, item)).toMatchObject({ rule: 0, routes: ['phone-1', 'twilio-1'] });
    expect(plan({ routes: withPhones() }, item).routes).toEqual(['phone-1', 'twilio-1', 'pool-1']);
    expect(plan({ routes: withPhones({ online: false }) }, item)).toMatchObject({
      routes: ['twilio-1'],
      skipped: [
        { route: 'phone-1', reason: 'phones_away' },
        { route: 'pool-1', reason: 'phones_away' },
      ],
    });
    const noRule = { version: 1, rules: [{ countries: ['US'], routes: ['twilio-1'] }] };
    expect(plan({ routes: withPhones(), policy: noRule }, item).routes).toEqual(['phone-1']);
  });

  test('500 phones do not make an explanation longer', () => {
    const phones = Array.from({ length: 500 }, (_, at) => newPhone({ _id: `phone-${at}`, online: false }));
    const routes = [twilio, ...phoneRoutes(phones, [newPool({ agents: phones.map(({ _id }) => _id) })])];
    const noRule = { version: 1, rules: [{ countries: ['US'], routes: ['twilio-1'] }] };

    expect(plan({ routes }).skipped).toEqual([{ route: 'pool-1', reason: 'phones_away' }]);
    expect(plan({ routes, policy: noRule }).skipped.map(({ route }) => route)).toEqual(['twilio-1', 'pool-1']);
  });
});
