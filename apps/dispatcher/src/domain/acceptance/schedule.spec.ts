import { FURTHEST_AHEAD_MS, sendAtOf } from './schedule.ts';

const NOW = Date.parse('2030-01-31T12:00:00Z');
const after = (ms: number): string => new Date(NOW + ms).toISOString();

test.each<[string, string | undefined, number | undefined]>([
  ['nothing', undefined, undefined],
  ['this moment', after(0), undefined],
  ['a minute ago', after(-60_000), undefined],
  ['in a second', after(1_000), NOW + 1_000],
  ['another zone', '2030-01-31T21:00:00+08:00', Date.parse('2030-01-31T13:00:00Z')],
  ['30 days ahead', after(FURTHEST_AHEAD_MS), NOW + FURTHEST_AHEAD_MS],
])('%s is accepted, and a time that has just passed is now', (_, written, at) => {
  expect(sendAtOf(written, NOW)).toEqual({ ok: true, ...(at !== undefined && { at }) });
});

test.each([
  ['over a minute ago', after(-60_001), 'has passed'],
  ['over 30 days ahead', after(FURTHEST_AHEAD_MS + 1), '30 days'],
  ['no zone', '2030-01-31T13:00:00', 'with its zone'],
  ['a day that is none', '2026-02-30T13:00:00Z', 'with its zone'],
  ['no date', 'tomorrow', 'with its zone'],
  ['nothing written', '', 'with its zone'],
])('%s is refused', (_, written, sentence) => {
  expect(sendAtOf(written, NOW)).toEqual({ ok: false, detail: expect.stringContaining(sentence) });
});
