import { answerOf, codesOf, meaningOf } from './meanings.ts';

const TABLE = codesOf({ rejected: [1, 'gone'], request: [2] });

test('a code has the meaning under which it is written, as a number or as a word', () => {
  expect([1, '1', 'gone', 2, 3, 'constructor'].map((code) => meaningOf(TABLE, code))).toEqual([
    'rejected',
    'rejected',
    'rejected',
    'request',
    undefined,
    undefined,
  ]);
});

test('a code with two meanings is refused', () => {
  expect(() => codesOf({ rejected: [1], request: ['1'] })).toThrow('two meanings');
});

test.each([
  ['rejected', { outcome: 'rejected', vendor_code: '7' }],
  ['unknown', { outcome: 'unknown', vendor_code: '7' }],
  ['throttled', { outcome: 'throttled', vendor_code: '7', retry_after_ms: 5 }],
  ['down', { outcome: 'vendor_fault', fault: 'down', vendor_code: '7' }],
  ['recipient', { outcome: 'vendor_fault', fault: 'recipient', vendor_code: '7' }],
] as const)('a code that means %s', (meaning, outcome) => {
  expect(answerOf(meaning, '7', 5)).toEqual(outcome);
});
