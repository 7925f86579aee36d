// Rows B22 to B39 of the hostile inputs, as far as gateway and dispatcher answer them together. Real except the vendor.
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'hostile', 3)));
afterAll(() => scene.close());

interface Row {
  readonly row: string;
  readonly what: string;
  readonly body: Record<string, unknown>;
  readonly status: number;
  readonly code: string;
}

const TO = '+12125550100';
const number = (what: string, to: string): Row => ({
  row: 'B22',
  what,
  body: { to, text: 'Hello' },
  status: 422,
  code: 'invalid_number',
});
const blocked = (what: string, to: string): Row => ({
  row: 'B23',
  what,
  body: { to, text: 'Hello' },
  status: 403,
  code: 'destination_blocked',
});
const text = (row: string, what: string, text: string): Row => ({
  row,
  what,
  body: { to: TO, text },
  status: 422,
  code: 'invalid_text',
});
const end = (row: string, what: string, validity: Record<string, unknown>): Row => ({
  row,
  what,
  body: { to: TO, text: 'Hello', ...validity },
  status: 422,
  code: 'invalid_deadline',
});
const aheadBy = (ms: number): string => new Date(Date.now() + ms).toISOString();
const DAY_MS = 86_400_000;

const ROWS: readonly Row[] = [
  number('letters', 'call me'),
  number('a plus alone', '+'),
  number('3 digits', '+123'),
  number('16 digits', '+1212555010012345'),
  number('an extension', '+1 212 555 0100 x5'),
  number('an emergency number', '911'),
  number('three leading zeros', '00012125550100'),
  number('letters for digits', '+1 212 555 O1OO'),
  blocked('a country that is not allowed', '+4915550100'),
  blocked('a premium number', '+19005550123'),
  text('B25', 'no text', ''),
  text('B25', 'white space alone', ' \n '),
  text('B25', '1,601 characters', 'a'.repeat(1_601)),
  text('B26', 'half a surrogate pair', 'a\ud800b'),
  text('B26', 'NUL', 'a\u0000b'),
  text('B26', 'a C1 control', 'a\u0085b'),
  text('B26', 'a bidirectional override', 'a\u202eb'),
  end('B29', 'a deadline that has passed', { deadline: aheadBy(-61_000) }),
  end('B29', 'a deadline in more than 7 days', { deadline: aheadBy(8 * DAY_MS) }),
  end('B29', 'a deadline without a zone', { deadline: '2030-01-31T09:30:00' }),
  end('B29', 'a day that does not exist', { deadline: '2030-02-30T09:30:00Z' }),
  end('B30', 'valid for 0 s', { valid_for_s: 0 }),
  end('B30', 'valid for -1 s', { valid_for_s: -1 }),
  end('B30', 'valid for a million years', { valid_for_s: 10 ** 12 }),
  { ...end('B30', 'valid for "60"', { valid_for_s: '60' }), status: 400, code: 'invalid_field' },
];

test.each(ROWS)('$row: $what is refused, and nothing is stored or sent', async ({ body, status, code }) => {
  const key = scene.key();

  const answer = await scene.send(body, key);

  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(await scene.ledger.countRequests({ idempotency_key: key })).toBe(0);
});

test('B22: digits of other scripts, spaces, dots and dashes are read as documented, and the phone gets the text', async () => {
  const [one, two, three] = scene.numbers.take(3) as [string, string, string];
  const grouped = `${two.slice(0, 2)} (${two.slice(2, 5)}) ${two.slice(5, 8)}-${two.slice(8)}`;
  const fullWidth = three.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  const arabic = one.replace(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)));

  for (const to of [arabic, grouped, fullWidth]) await scene.accepted({ to, text: 'Same phone' });

  for (const to of [one, two, three]) expect(await scene.arrived(to)).toMatchObject({ to, body: 'Same phone' });
});

test.each([
  ['emoji with joiners and skin tones', 'Hi 👩🏽‍🚒👨‍👩‍👧', 'UCS-2', 1],
  ['combining marks, composed on the way', 'cafe\u0301', 'GSM-7', 1],
  ['what a form would mangle', 'a+b=c&d%20e?\r\n"quoted" <b>\\n', 'GSM-7', 1],
  ['one character outside GSM-7 among 160', `${'a'.repeat(159)}ж`, 'UCS-2', 3],
])('B26, B27: %s arrives unchanged, with its segments counted', async (_, text, encoding, segments) => {
  const to = scene.numbers.next();

  const { status, body } = await scene.send({ to, text });

  expect(status).toBe(202);
  expect(body).toMatchObject({ encoding, segments });
  expect(await scene.arrived(to)).toMatchObject({ body: text.normalize('NFC'), segments });
});

test.each([[0], [5_001]])('B38: a batch of %i is refused as a whole', async (count) => {
  const key = scene.key();
  const messages = Array.from({ length: count }, () => ({ to: TO, text: 'Too many' }));

  const { status, body } = await scene.sendBatch(messages, { key });

  expect([status, (body as unknown as { code: string }).code]).toEqual([422, 'invalid_batch']);
  expect(await scene.ledger.countRequests({ idempotency_key: key })).toBe(0);
});

test('B39: malformed messages of a batch are refused by their position, and the rest is sent', async () => {
  const [first, last] = scene.numbers.take(2) as [string, string];
  const odd = [null, 'text', [], { to: { $gt: '' }, text: 'x' }, { to: first, text: 'x', tenantId: 'other' }];

  const { status, body } = await scene.sendBatch([
    { to: first, text: 'Before' },
    ...(odd as Record<string, unknown>[]),
    { to: last, text: 'After' },
  ]);
  await until('the batch is done', async () => (await scene.api.request(body.request_id)).state === 'done');

  expect([status, body.accepted, body.rejected]).toEqual([202, 2, 5]);
  expect(body.items.map(({ code }) => code)).toEqual([
    undefined,
    ...['invalid_field', 'invalid_field', 'invalid_field', 'invalid_field', 'unknown_field'],
    undefined,
  ]);
  const texts = await scene.textsByNumber();
  expect([first, last].map((to) => texts.get(to)?.map((text) => text.body))).toEqual([['Before'], ['After']]);
});

everyPromiseHolds(() => scene);
