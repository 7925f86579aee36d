import type { Form } from '#libs/sandbox-kit';
import { brokenRule } from './create-rules.ts';
import { OptOuts } from './opt-outs.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const service = `MG${'0'.repeat(32)}`;
const scheduled = (minutes: number): Form => ({
  From: undefined,
  MessagingServiceSid: service,
  ScheduleType: 'fixed',
  SendAt: new Date(now + minutes * 60_000).toISOString(),
});
const check = (form: Form, kind: 'live' | 'test' = 'live', senders?: string[]) =>
  brokenRule({
    form: { To: '+85251234567', From: '+15005550006', Body: 'Hello', ...form },
    account: { sid: 'AC', authToken: 't', kind, ...(senders && { senders }) },
    optOuts: new OptOuts(),
    now,
  });

test.each<[string, Form]>([
  ['a plain message', {}],
  ['an alphanumeric sender', { From: 'My Shop 24' }],
  ['a sender id that every object inherits', { From: 'constructor' }],
  ['an alphanumeric sender with every sign', { From: 'A_B & C+D-E' }],
  ['a short code', { From: '12345' }],
  ['another channel', { To: 'whatsapp:+85251234567', From: 'whatsapp:+15005550006' }],
  ['1,600 characters', { Body: 'a'.repeat(1_600) }],
  ['1,600 emoji', { Body: '😀'.repeat(1_600) }],
  ['media without words', { Body: '', MediaUrl: 'https://example.test/a.png' }],
  ['a template', { Body: '', ContentSid: 'HX1' }],
  ['ten media', { MediaUrl: Array<string>(10).fill('https://example.test/a.png') }],
  ['the longest validity', { ValidityPeriod: '36000' }],
  ['15 minutes ahead', scheduled(15)],
  ['7 days ahead', scheduled(7 * 24 * 60)],
])('%s is accepted', (_, form) => {
  expect(check(form)).toBeUndefined();
});

test.each<[string, number, Form]>([
  ['an alphanumeric sender without a letter', 21212, { From: '+12' }],
  ['an alphanumeric sender with another sign', 21212, { From: 'acme.com' }],
  ['an alphanumeric sender that is too long', 21212, { From: 'abcdefghijkl' }],
  ['a recipient without a plus', 21211, { To: '85251234567' }],
  ['a recipient that every object inherits', 21211, { To: 'constructor' }],
  ['eleven media', 21623, { MediaUrl: Array<string>(11).fill('https://example.test/a.png') }],
  ['media that are no address', 21620, { MediaUrl: ['https://example.test/a.png', 'ftp://example.test'] }],
  ['a validity of nothing', 21624, { ValidityPeriod: '0' }],
  ['a time without its type', 35111, { ...scheduled(60), ScheduleType: '' }],
  ['14 minutes ahead', 35114, scheduled(14)],
  ['8 days ahead', 35114, scheduled(8 * 24 * 60)],
  ['a time that is none', 35114, { ...scheduled(60), SendAt: 'soon' }],
])('%s is refused with %i', (_, code, form) => {
  expect(check(form)).toBe(code);
});

test("only the account's own senders are accepted if it names them, and only the magic one with test credentials", () => {
  expect(check({}, 'live', ['+15005550100'])).toBe(21606);
  expect(check({ From: '+15005550100' }, 'live', ['+15005550100'])).toBeUndefined();
  expect(check({ From: '+15005550100' }, 'test')).toBe(21606);
  expect(check({ MessagingServiceSid: service }, 'test')).toBe(20008);
});
