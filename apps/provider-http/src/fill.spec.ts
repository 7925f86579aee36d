import { fill, fillText, unknownPlaceholder } from './fill.ts';

test('placeholders are filled anywhere in a tree, in one pass', () => {
  const tree = { messages: [{ to: ['{to}'], text: 'Hi: {text}', n: 1 }], on: true };

  expect(fill(tree, { to: '1', text: '{secret}', secret: 'x' })).toEqual({
    messages: [{ to: ['1'], text: 'Hi: {secret}', n: 1 }],
    on: true,
  });
});

test('a field that is one placeholder without a value is left out, and within a text it is empty', () => {
  expect(fill({ a: '{sender}', b: 'x{sender}', c: ['{sender}'] }, {})).toEqual({ b: 'x', c: [] });
});

test('a value in an address is escaped', () => {
  expect(fillText('/send/{key}?to={to}', { key: 'a/b', to: '+1' }, encodeURIComponent)).toBe('/send/a%2Fb?to=%2B1');
});

test('a placeholder that does not exist is found', () => {
  expect(unknownPlaceholder({ a: '{to}', b: [{ c: 'x {colour}' }] })).toBe('colour');
  expect(unknownPlaceholder({ a: '{to}{text}', b: 'constructor' })).toBeUndefined();
});
