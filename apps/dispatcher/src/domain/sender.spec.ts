import { senderProblem } from './sender.ts';

test.each(['+85251234567', '123', '12345678', 'ABC', 'Postrider1', 'A1234567890', 'OOO'])('%s is a sender', (value) => {
  expect(senderProblem(value)).toBeUndefined();
});

test.each([
  '',
  '12',
  '123456789',
  '+0123456789',
  '+12',
  'AB',
  'TwelveLetter',
  'Post rider',
  'Post-rider',
  'Ärzte',
  '１２３４',
  '1OO1',
  'l23',
  '+852 5123 4567',
  'ABC\n',
])('%j is none', (value) => {
  expect(senderProblem(value)).toEqual(expect.any(String));
});
