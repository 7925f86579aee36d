import { checkFilledInSize, withDefaults } from './batch-defaults.ts';

const MOST_BYTES = 7_864_320;

test('a message keeps its own fields, and takes the rest from the defaults', () => {
  expect(withDefaults({ to: '1', text: 'own' }, { text: 'shared', category: 'alert' })).toEqual({
    to: '1',
    text: 'own',
    category: 'alert',
  });
});

test.each([{ deadline: '2030-01-01T00:00:00Z' }, { valid_for_s: 60 }])(
  'a message with %p does not take the defaults of its validity',
  (message) => {
    expect(withDefaults(message, { valid_for_s: 3_600, priority: 1 })).toEqual({ ...message, priority: 1 });
  },
);

test.each([{ route: 'acme-0a1b2c3d' }, { agent_id: 'phone-1' }, { pool: 'phones' }])(
  'a message with %p does not take the route of the defaults',
  (message) => {
    for (const shared of [{ route: 'acme-11111111' }, { agent_id: 'phone-2' }, { pool: 'others' }])
      expect(withDefaults(message, { ...shared, priority: 1 })).toEqual({ ...message, priority: 1 });
  },
);

/** The size of the messages on the bus, each with the comma after it. */
const bytesOf = (...messages: readonly object[]): number =>
  messages.reduce<number>((sum, message) => sum + JSON.stringify(message).length + 1, 0);

test('the limit counts the bytes on the bus, escapes and commas included', async () => {
  const defaults = { text: '\u0001'.repeat(1_000) };
  const messages = Array.from({ length: 1_300 }, () => ({ to: '+12025550123' }));
  const filledIn = messages.map((message) => ({ ...message, ...defaults }));
  const room = MOST_BYTES - bytesOf(...filledIn, { to: '', ...defaults });
  const last = { to: 'x'.repeat(room) };

  await expect(checkFilledInSize([...messages, last], defaults)).resolves.toBeUndefined();
  await expect(checkFilledInSize([...messages, { to: `x${last.to}` }], defaults)).rejects.toMatchObject({
    code: 'request_too_large',
    detail: expect.stringContaining('Split it'),
  });
});

test('unused defaults do not count, and neither do entries that are not messages', async () => {
  const own = Array.from({ length: 5_000 }, () => ({ to: '1', text: 'own' }));
  const junk = Array.from({ length: 5_000 }, () => 'x');

  await expect(checkFilledInSize(own, { text: 'x'.repeat(20_000) })).resolves.toBeUndefined();
  await expect(checkFilledInSize(junk, { text: 'x'.repeat(20_000) })).resolves.toBeUndefined();
});
