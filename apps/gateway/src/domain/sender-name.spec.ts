import { auditNameOf } from './sender-name.ts';

test.each([
  ['Acme', 'Acme'],
  ['ABC24', 'ABC24'],
  ['+15005550006', '*06'],
  ['+1 500-555-0006', '*06'],
  ['15005550006', '*06'],
  ['72345', '*45'],
  ['Call +15005550006', '*06'],
  ['+٩٦٦٥٠١٢٣٤٥٦٧', '*٦٧'],
  ['a.b', '*'],
])('in audit rows the sender "%s" is %s', (value, name) => {
  expect(auditNameOf(value)).toBe(name);
});
