import type { OptOutScope, SubmitItem, SubmitPolicy } from '#libs/contracts';
import { isErrorCode, newRequestId } from '#libs/kernel';
import { newPhone, newPool, newRoute } from '../../../../test/builders/ledger-documents.ts';
import { MAX_SEGMENTS } from '../../../domain/acceptance/accepted-item.ts';
import { phoneRoutes } from '../../../domain/routing/phones.ts';
import type { RoutingFacts } from '../../../domain/routing/route.ts';
import { DEFAULT_PRIORITY } from './category.ts';
import { isItem, passGates, type GatePorts } from './index.ts';

const NOW = Date.UTC(2030, 0, 31, 12);
const HOME = { destinations: ['HK', 'US'], default_region: 'HK' };
const OK: SubmitItem = { to: '+85251234567', text: 'Your table is ready.' };

const PHONE = `phone-${newRequestId()}`;
const POOL = `pool-${newRequestId()}`;
const FACTS: RoutingFacts = {
  routes: [
    newRoute({ id: 'fake-1' }),
    newRoute({ id: 'fake-3' }),
    ...phoneRoutes([newPhone({ _id: PHONE })], [newPool({ _id: POOL, name: 'Front desk' })]),
  ],
  policy: { version: 0, rules: [] },
  senders: new Map([
    ['Postrider', new Set(['fake-1'])],
    ['Ours', new Set([PHONE])],
    ['Elsewhere', new Set(['of-another-environment'])],
  ]),
};
const OPTED_OUT = new Map<string, OptOutScope>([
  ['aaaaaaaa.hash of +85251110000', 'all'],
  ['aaaaaaaa.hash of +85251110001', 'marketing'],
]);
let asked: string[][] = [];
const PORTS: GatePorts = {
  routes: { factsOf: async () => FACTS, hasOptOuts: async (tenant) => tenant === 'aaaaaaaa' },
  codec: { ready: async () => undefined, hash: (_, number) => `hash of ${number}` },
  optOuts: { scopesOf: async (keys) => (asked.push([...keys]), OPTED_OUT), of: async () => null },
};
beforeEach(() => {
  asked = [];
});
const gateAll = (items: readonly SubmitItem[], policy: SubmitPolicy = HOME) =>
  passGates(PORTS, items, { tenant: 'aaaaaaaa', environment: 'live', policy, now: NOW });
const gate = async (item: Partial<SubmitItem>, policy: SubmitPolicy = HOME) =>
  (await gateAll([{ ...OK, ...item }], policy))[0]!;

test('an accepted item has everything that is stored of it', async () => {
  expect(await gate({})).toEqual({
    ok: true,
    to: '+85251234567',
    to_as_written: '+85251234567',
    country: 'HK',
    text: 'Your table is ready.',
    category: 'general',
    guarantee: 'at_most_once',
    lane: 'normal',
    priority: DEFAULT_PRIORITY,
    deadline: new Date(NOW + 86_400_000).getTime(),
    encoding: 'GSM-7',
    segments: 1,
    warnings: [],
  });
});

test('the fields that the item asks for are kept', async () => {
  const references = { client_ref: 'order-1', subject_ref: 'user-2', metadata: { shop: 'three' } };
  const wishes = { category: 'otp', guarantee: 'at_least_once_same_content', valid_for_s: 90, priority: 0 } as const;

  expect(await gate({ ...references, ...wishes })).toMatchObject({
    ...references,
    category: 'otp',
    guarantee: 'at_least_once_same_content',
    lane: 'urgent',
    priority: 0,
    deadline: new Date(NOW + 90_000).getTime(),
  });
});

test.each([
  [
    'a number as dialled at home',
    { to: '1234 5678' },
    { to: '+85212345678', to_as_written: '1234 5678', warnings: ['number_may_not_exist'] },
  ],
  ['a number that may not exist', { to: '+1234567890' }, { to: '+1234567890', warnings: ['number_may_not_exist'] }],
  ['a toll-free number', { to: '+18005550123' }, { to: '+18005550123' }],
  ['one non-GSM character among 160', { text: 'a'.repeat(159) + '`' }, { encoding: 'UCS-2', segments: 3 }],
  ['1,600 characters', { text: '가'.repeat(1_600) }, { segments: MAX_SEGMENTS }],
  [
    'a text that is not composed, stored as it was counted',
    { text: 'cafe\u0301' },
    { text: 'café', encoding: 'GSM-7' },
  ],
  ['a number as it was pasted', { to: '\u202Atel:00852-5123\u00A04567\u202C' }, { to: '+85251234567', country: 'HK' }],
  ['a deadline', { deadline: '2030-01-31T12:30:00Z' }, { deadline: NOW + 1_800_000 }],
  ['fewer texts than the category would send', { category: 'alert', guarantee: 'at_most_once' }, { lane: 'urgent' }],
] as const)('accepted: %s', async (_name, item, expected) => {
  expect(await gate(item)).toMatchObject({ ok: true, ...expected });
});

test.each([
  ['+0987654321', { to: '+0987654321' }, 'invalid_number', /7 to 15 digits/],
  ['letters', { to: 'call me' }, 'invalid_number', /digits/],
  ['an emergency number', { to: '999' }, 'invalid_number', /length/],
  ['an emergency number of another country', { to: '911' }, 'invalid_number', /./],
  ['a lone +', { to: '+' }, 'invalid_number', /./],
  ['three digits', { to: '123' }, 'invalid_number', /./],
  ['16 digits', { to: '+1234567890123456' }, 'invalid_number', /7 to 15 digits/],
  ['a country code that begins with 0', { to: '0002025550123' }, 'invalid_number', /./],
  ['no number', { to: '' }, 'invalid_number', /./],
  ['white space alone', { text: ' \n ' }, 'invalid_text', /empty/],
  ['an empty text', { text: ' ' }, 'invalid_text', /empty/],
  ['a control character', { text: 'a\u0007' }, 'invalid_text', /control/],
  ['1,601 characters', { text: 'a'.repeat(1_601) }, 'invalid_text', /1601 characters in 11 parts/],
  ['too many parts', { text: '가'.repeat(67 * 24 + 1) }, 'invalid_text', /1609 characters in 25 parts|25 parts/],
  ['repeats of a code', { category: 'otp', guarantee: 'at_least_once' }, 'invalid_field', /at_least_once_same_content/],
  ['repeats of advertising', { category: 'marketing', guarantee: 'at_least_once' }, 'invalid_field', /at_most_once/],
  ['both deadlines', { valid_for_s: 60, deadline: '2030-01-31T12:30:00Z' }, 'invalid_deadline', /not both/],
  ['no time at all', { valid_for_s: 0 }, 'invalid_deadline', /from 1/],
  ['less than no time', { valid_for_s: -1 }, 'invalid_deadline', /from 1/],
  ['more time than there is', { valid_for_s: 1e12 }, 'invalid_deadline', /./],
  ['a schedule beyond 30 days', { send_at: '2030-03-03T12:00:00Z' }, 'invalid_schedule', /30 days/],
  ['a deadline that has passed', { deadline: '2030-01-31T11:00:00Z' }, 'invalid_deadline', /passed/],
  ['a country that is not allowed', { to: '+84901234567' }, 'destination_blocked', /not allowed/],
  ['a number of no country', { to: '+80012345678' }, 'destination_blocked', /not allowed/],
  ['a country behind a shared calling code', { to: '+18765550123' }, 'destination_blocked', /not allowed/],
  ['a premium number', { to: '+19005550123' }, 'destination_blocked', /not allowed/],
] as const)('refused: %s', async (_name, item, code, sentence) => {
  expect(isErrorCode(code)).toBe(true);
  expect(await gate(item)).toEqual({ ok: false, code, detail: expect.stringMatching(sentence) });
});

test.each([
  ['+12025550123 ext 5', 'Character 14 is U+0065 (LATIN SMALL LETTER E), which is not allowed in a number.'],
  ['+1 202 555 0123 x5', 'Character 17 is U+0078 (LATIN SMALL LETTER X), which is not allowed in a number.'],
  ['+12025550123,+12025550124', 'Character 13 is U+002C (COMMA), which is not allowed in a number.'],
  ['+1202\u20285550123', 'Character 6 is U+2028, which is not allowed in a number.'],
])('%j is refused with its first unreadable character, and how to write a number', async (to, named) => {
  const how =
    'Write the number as + and digits, or as dialled at home; spaces, dashes, dots, slashes and parentheses may stand between digits.';

  expect(await gate({ to })).toEqual({ ok: false, code: 'invalid_number', detail: `${named} ${how}` });
});

test('the gates run in one order: number, text, guarantee, deadline, destination', async () => {
  const wrong = [
    { to: 'nobody' },
    { text: '' },
    { category: 'otp', guarantee: 'at_least_once' },
    { valid_for_s: 0 },
    { to: '+84901234567' },
  ] as const satisfies Partial<SubmitItem>[];
  const fromHere = await Promise.all(wrong.map((_, at) => gate(Object.assign({}, ...wrong.slice(at).toReversed()))));

  expect(fromHere.map((gated) => !gated.ok && gated.code)).toEqual([
    'invalid_number',
    'invalid_text',
    'invalid_field',
    'invalid_deadline',
    'destination_blocked',
  ]);
});

test('* allows every country and numbers without one, but no premium number', async () => {
  const policy = { destinations: ['*'], default_region: 'HK' };

  expect((await gate({ to: '+84901234567' }, policy)).ok).toBe(true);
  expect((await gate({ to: '+80012345678' }, policy)).ok).toBe(true);
  expect(await gate({ to: '+19005550123' }, policy)).toMatchObject({ code: 'destination_blocked' });
});

test.each<[string, string, Partial<SubmitPolicy>]>([
  ['abroad', '+12025550123', { block_international: true }],
  ['with a denied beginning', '+85251234567', { denied_prefixes: ['+85251'], safe_prefixes: ['+852'] }],
])('B23 a number %s is refused, and others pass', async (_name, to, rules) => {
  expect(await gate({ to })).toMatchObject({ ok: true });
  expect(await gate({ to }, { ...HOME, ...rules })).toMatchObject({ ok: false, code: 'destination_blocked' });
  expect(await gate({ to: '5623 4567' }, { ...HOME, ...rules })).toMatchObject({ ok: true });
});

test('a blocked destination is refused with the same sentence for any reason, and without the number', async () => {
  const numbers = ['+84901234567', '+80012345678', '+18765550123', '+19005550123', '+12025550123', '+85251234567'];
  const rules = { ...HOME, block_international: true, denied_prefixes: ['+85251'] };
  const refusals = await Promise.all(numbers.map((to) => gate({ to }, rules)));

  expect(refusals.map((refusal) => !refusal.ok && refusal.code)).toEqual(numbers.map(() => 'destination_blocked'));

  expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
  expect(JSON.stringify(refusals)).not.toMatch(/\d/);
});

test('B24 who opted out gets no message of the scope, and one query asks for all items', async () => {
  const [all, marketing, nobody] = ['+85251110000', '+85251110001', '+85251110002'];
  const items = ([all, marketing, nobody] as string[]).flatMap((to) =>
    (['general', 'marketing', 'otp'] as const).map((category) => ({ to, text: `A ${category} text`, category })),
  );

  const gated = await gateAll(items);

  const refusal = {
    ok: false,
    code: 'recipient_opted_out',
    detail: 'The recipient has opted out of these messages.',
  };
  const refused = [true, true, true, false, true, false, false, false, false];
  expect(gated.map(({ ok }) => !ok)).toEqual(refused);
  for (const item of gated.filter(({ ok }) => !ok)) expect(item).toEqual(refusal);
  expect(asked.map((keys) => keys.length)).toEqual([9]);
});

test('a tenant that never had an opt-out is not asked about, and no number is hashed', async () => {
  const hash = (): string => {
    throw new Error('It is hashed.');
  };
  const ports = { ...PORTS, codec: { ...PORTS.codec, hash } };
  const call = { tenant: 'bbbbbbbb', environment: 'live', policy: HOME, now: NOW } as const;

  expect(await passGates(ports, [{ ...OK, to: '+85251110000' }], call)).toMatchObject([{ ok: true }]);
  expect(asked).toEqual([]);
});

test('a destination that is not allowed is refused before its opt-out is looked for', async () => {
  await gateAll([{ ...OK, to: '+84901234567' }]);

  expect(asked).toEqual([]);
});

test('each item is decided on its own and keeps its position, and the same call gives the same answer', async () => {
  const items = [OK, { ...OK, to: 'x' }, { ...OK, text: '' }, { ...OK, to: '+85251234568' }];
  const gated = await gateAll(items);

  expect(gated.map(({ ok }) => ok)).toEqual([true, false, false, true]);
  expect(await gateAll(items)).toEqual(gated);
});

test('a refusal never repeats number or text', async () => {
  const secrets = { to: '55-no-7788', text: 'secret\u0000words' };

  expect(JSON.stringify([await gate({ to: secrets.to }), await gate({ text: secrets.text })])).not.toMatch(
    /7788|secret/,
  );
});

test('an item may name a sender and a route that the tenant owns', async () => {
  expect(await gate({ sender: 'Postrider', route: 'fake-1' })).toMatchObject({
    ok: true,
    sender: 'Postrider',
    pinned_route: 'fake-1',
  });
});

test.each<[string, Partial<SubmitItem>, string]>([
  ['a phone', { route: PHONE }, PHONE],
  ['a phone with a sender that it has', { route: PHONE, sender: 'Ours' }, PHONE],
  ['a pool by its id', { route: POOL }, POOL],
  ['a pool by its name', { pool: 'Front desk' }, POOL],
  ['a pool by its id in place of its name', { pool: POOL }, POOL],
])('%s is the only route of an item that names it', async (_, item, pinned_route) => {
  const gated = await gate(item);

  expect(gated).toMatchObject({ ok: true, pinned_route });
  expect(gated).not.toHaveProperty('preferred_route');
});

test('where the tenant says so a named phone is preferred, while accounts, pools and answers stay pinned', async () => {
  const policy: SubmitPolicy = { ...HOME, agent_pinned: 'prefer' };
  const call = { tenant: 'aaaaaaaa', environment: 'live', policy, now: NOW, answers: 'a text' } as const;

  const gated = await gate({ route: PHONE }, policy);
  expect(gated).toMatchObject({ ok: true, preferred_route: PHONE });
  expect(gated).not.toHaveProperty('pinned_route');
  expect(await gate({ route: 'fake-1' }, policy)).toMatchObject({ pinned_route: 'fake-1' });
  expect(await gate({ pool: 'Front desk' }, policy)).toMatchObject({ pinned_route: POOL });
  expect(await passGates(PORTS, [{ ...OK, route: PHONE }], call)).toMatchObject([{ pinned_route: PHONE }]);
});

test('an answer to a text needs no sender, but the route that received the text', async () => {
  const call = { tenant: 'aaaaaaaa', environment: 'live', policy: HOME, now: NOW, answers: 'a text' } as const;
  const gone = `phone-${newRequestId()}`;

  const [gated] = await passGates(PORTS, [{ ...OK, route: PHONE }], call);

  expect(gated).toMatchObject({ ok: true, pinned_route: PHONE });
  expect(gated).not.toHaveProperty('sender');
  expect(await passGates(PORTS, [{ ...OK, route: gone }], call)).toMatchObject([{ code: 'no_route' }]);
});

test('of advertising it is kept that phones may send it, if the tenant says so; of nothing else', async () => {
  const policy = { ...HOME, phones_marketing: true };

  expect(await gate({ category: 'marketing' }, policy)).toMatchObject({ phones_marketing: true });
  expect(await gate({ category: 'general' }, policy)).not.toHaveProperty('phones_marketing');
  for (const without of [HOME, { ...HOME, phones_marketing: false }])
    expect(await gate({ category: 'marketing' }, without)).not.toHaveProperty('phones_marketing');
});

test('whoever names a phone that is not theirs is told the field', async () => {
  const detail = 'agent_id is not one of your phones in this environment.';
  expect(await gate({ route: `phone-${newRequestId()}` })).toMatchObject({ code: 'invalid_field', detail });
});

test.each<[string, Partial<SubmitItem>, string]>([
  ['a phone of another', { route: `phone-${newRequestId()}` }, 'invalid_field'],
  ['a pool of another', { route: `pool-${newRequestId()}` }, 'invalid_field'],
  ['a name that no pool has', { pool: 'front desk' }, 'invalid_field'],
  ['an account as a pool', { pool: 'fake-1' }, 'invalid_field'],
  ['a phone as a pool', { pool: PHONE }, 'invalid_field'],
  ['a route and a pool', { route: 'fake-1', pool: 'Front desk' }, 'invalid_field'],
  ['a sender that the named pool does not have', { sender: 'Ours', pool: 'Front desk' }, 'sender_not_owned'],
  ['a sender of another', { sender: 'Stranger' }, 'sender_not_owned'],
  ['a sender that no route of the environment has', { sender: 'Elsewhere' }, 'sender_not_owned'],
  ['a sender that the named route does not have', { sender: 'Postrider', route: 'fake-3' }, 'sender_not_owned'],
  ['a sender of no form', { sender: 'post.rider' }, 'invalid_sender'],
  ['a route of another', { route: 'fake-2' }, 'invalid_field'],
  ['a schedule that has passed', { send_at: '2030-01-31T11:58:59Z' }, 'invalid_schedule'],
  [
    'a deadline before its schedule',
    { send_at: '2030-02-01T12:00:00Z', deadline: '2030-02-01T12:00:00Z' },
    'invalid_deadline',
  ],
  [
    'a schedule and a deadline too far behind it',
    { send_at: '2030-02-01T12:00:00Z', deadline: '2030-02-08T12:00:01Z' },
    'invalid_deadline',
  ],
])('%s is refused', async (_, item, code) => {
  expect(await gate(item)).toEqual({ ok: false, code, detail: expect.any(String) });
});

test.each<[string, Partial<SubmitItem>, string]>([
  ['the usual time', {}, '2030-02-11T12:00:00Z'],
  ['valid_for_s', { valid_for_s: 60 }, '2030-02-10T12:01:00Z'],
  ['a deadline up to seven days later', { deadline: '2030-02-17T12:00:00Z' }, '2030-02-17T12:00:00Z'],
])('%s of a scheduled item counts from its send_at', async (_, item, deadline) => {
  const send_at = '2030-02-10T20:00:00+08:00';

  expect(await gate({ ...item, send_at })).toMatchObject({
    ok: true,
    send_at: Date.parse('2030-02-10T12:00:00Z'),
    deadline: new Date(deadline).getTime(),
  });
});

test('B39: of the same text to the same number, however written, only the first is accepted', async () => {
  const items = [
    { to: '+85251234567', text: 'Caf\u00e9' },
    { to: '5123 4567', text: 'Cafe\u0301' },
    { to: '+85251234567', text: 'Cafe' },
    { to: '+85251234568', text: 'Caf\u00e9' },
  ];

  const gated = await gateAll([...items, items[2]!]);

  expect(gated.map((item) => (item.ok ? 'accepted' : item.code))).toEqual([
    'accepted',
    'duplicate_in_batch',
    'accepted',
    'accepted',
    'duplicate_in_batch',
  ]);
});

test('messages of a call with other pictures repeat nothing', async () => {
  const of = (...urls: string[]) => ({ ...OK, media: { urls: urls.map((url) => `https://example.org/${url}`) } });

  const gated = await gateAll([OK, of('a'), of('b'), of('a', 'b'), of('a')]);

  expect(gated.map((item) => (item.ok ? 'accepted' : item.code))).toEqual([
    ...Array<string>(4).fill('accepted'),
    'duplicate_in_batch',
  ]);
});

test('the segments of a message with a fallback are those of its text with the addresses', async () => {
  const media = { urls: [`https://example.org/${'a'.repeat(200)}`] };
  const linked = { ...OK, text: 'Look', media: { ...media, fallback: 'link' as const } };

  expect(await gateAll([{ ...OK, media }, linked])).toMatchObject([
    { ok: true, channel: 'mms', segments: 1 },
    { ok: true, channel: 'mms', segments: 2 },
  ]);
});

test('a message that was refused for another reason makes no later one a duplicate', async () => {
  const items = [{ ...OK, valid_for_s: 0 }, OK];

  const gated = await gateAll(items);

  expect(gated.map(({ ok }) => ok)).toEqual([false, true]);
});

test.each<[string, unknown]>([
  ['null', null],
  ['a number', 7],
  ['no number to send to', { text: 'x' }],
  ['a text that is a condition', { to: '+85251234567', text: { $gt: '' } }],
  ['a category that is none', { ...OK, category: 'toString' }],
  ['a sender that is a list', { ...OK, sender: ['Postrider'] }],
  ['a pool that is a condition', { ...OK, pool: { $ne: '' } }],
])('%s is not an item', async (_, value) => {
  expect([isItem(value), isItem(OK)]).toEqual([false, true]);
});
