import { scrub, scrubFields } from './scrub.ts';

const HIDDEN = '[redacted]';

it.each([
  ['+12025550123', HIDDEN],
  ['to +1 (202) 555-0123 at noon', `to ${HIDDEN} at noon`],
  ['"12025550123"', `"${HIDDEN}"`],
  ['00 12 02 55 50 123.', `${HIDDEN}.`],
  ['number=2025550123,', `number=${HIDDEN},`],
  ['dup key: { to: "+12025550123" }', `dup key: { to: "${HIDDEN}" }`],
])('hides the number in %s', (said, logged) => expect(scrub(said)).toBe(logged));

it.each([
  ['Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl', `Bearer ${HIDDEN}`],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl!', `token ${HIDDEN}!`],
  ['Authorization: Basic dXNlcjpwYXNzd29yZA==', `Authorization: Basic ${HIDDEN}`],
  ['mongodb://user:word@127.0.0.1:27017/x', `mongodb://${HIDDEN}@127.0.0.1:27017/x`],
  ['key pr_live_9fK3mQ7sT1vW5xY8z', `key ${HIDDEN}`],
])('hides the credential in %s', (said, logged) => expect(scrub(said)).toBe(logged));

it.each([
  '00000001.01ARZ3NDEKTSV4RRFFQ69G5FAV.0007',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV.0007',
  '2026-11-21T09:15:00.000Z',
  'due on 2026-11-21',
  'connect ECONNREFUSED 127.0.0.1:27017',
  'at handle (file.ts:1234:567)',
  '4bf92f35-77b3-4da6-a3ce-929d0e0e4736',
  'dispatcher.job.wake.v1',
  'took 1234567 us',
])('leaves %s unchanged', (said) => expect(scrub(said)).toBe(said));

it('shortens long texts', () => {
  expect(scrub('x'.repeat(10_000)).length).toBeLessThan(5_000);
});

it('hides fields by their names, in any spelling and at any depth', () => {
  const fields = {
    apiKey: 'a',
    'X-Api-Key': 'b',
    nested: { items: [{ text: 'hello', Phone_Number: 1 }] },
    password: '',
  };

  expect(scrubFields(fields)).toEqual({
    apiKey: HIDDEN,
    'X-Api-Key': HIDDEN,
    nested: { items: [{ text: HIDDEN, Phone_Number: HIDDEN }] },
    password: HIDDEN,
  });
});

it('leaves ids, times and counts readable', () => {
  const fields = { tenant: '00000001', id: '00000001.01ARZ3NDEKTSV4RRFFQ69G5FAV', at: 1_795_252_500_000, ok: true };

  expect(scrubFields(fields)).toEqual(fields);
});

it('keeps the description of an error, and none of the data attached to it', () => {
  const cause = new Error('no route to +12025550123');
  const error = Object.assign(new TypeError('failed', { cause }), { code: 11_000, document: { text: 'hello' } });

  const { err } = scrubFields({ err: error }) as { err: Record<string, unknown> };

  expect(err).toMatchObject({ type: 'TypeError', message: 'failed', code: 11_000 });
  expect(err.cause).toMatchObject({ message: `no route to ${HIDDEN}` });
  expect(JSON.stringify(err)).not.toMatch(/hello|2025550123/);
});

it('ends with structures that contain themselves, and with bytes', () => {
  const endless: Record<string, unknown> = { bytes: Buffer.from('secret') };
  endless.self = endless;

  expect(JSON.stringify(scrubFields(endless))).toMatch(/\[deeper\]/);
  expect(JSON.stringify(scrubFields(endless))).not.toContain('secret');
});
