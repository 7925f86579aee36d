import type { Category, Guarantee } from '#libs/contracts';
import { DEFAULT_CATEGORY, mayAskFor, rulesOf } from './categories.ts';

const CATEGORIES: readonly Category[] = ['otp', 'alert', 'reminder', 'general', 'marketing'];
const MINUTE_MS = 60_000;

test.each([
  ['otp', 'at_most_once', 10, 'urgent'],
  ['alert', 'at_least_once', 60, 'urgent'],
  ['reminder', 'at_least_once', 240, 'normal'],
  ['general', 'at_most_once', 1_440, 'normal'],
  ['marketing', 'at_most_once', 1_440, 'bulk'],
] as const)('%s is sent %s within %d minutes in the %s lane', (category, guarantee, minutes, lane) => {
  expect(rulesOf(category)).toMatchObject({ guarantee, deadlineMs: minutes * MINUTE_MS, lane });
});

test('a message without a category is general', () => {
  expect(DEFAULT_CATEGORY).toBe('general');
});

test.each<[Guarantee, Category[]]>([
  ['at_most_once', ['otp', 'alert', 'reminder', 'general', 'marketing']],
  ['at_least_once_same_content', ['otp', 'alert', 'reminder', 'general']],
  ['at_least_once', ['alert', 'reminder', 'general']],
])('only some categories allow %s', (guarantee, categories) => {
  expect(CATEGORIES.filter((category) => mayAskFor(category, guarantee))).toEqual(categories);
});

test('every category allows its own guarantee', () => {
  expect(CATEGORIES.every((category) => mayAskFor(category, rulesOf(category).guarantee))).toBe(true);
});
