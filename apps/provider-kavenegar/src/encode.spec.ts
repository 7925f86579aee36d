import { lineOf, senderOf } from './config/lines.ts';
import { localIdOf, numberOf, receptorOf, templateForm, textForm } from './encode.ts';

const ID = 'abcdefgh.01JDKX4T9ZQ4N7M2V5B8C1D3E6.0000';

test('a text is one form with the client reference of its message', () => {
  const item = { id: ID, to: '+989121234567', text: 'سلام' };

  expect(textForm(item)).toEqual({ receptor: '09121234567', message: 'سلام', localid: localIdOf(ID) });
  expect(textForm(item, '10004346')).toMatchObject({ sender: '10004346' });
  expect(textForm({ ...item, sender: '+982000500666' }, '10004346')).toMatchObject({ sender: '2000500666' });
});

test('a message by template is its code and the tokens by their names', () => {
  const template = { vendor: 'kavenegar', code: 'login', tokens: { token: '12345', token10: 'Sara Ahmadi' } };

  expect(templateForm({ to: '+905321234567' }, template)).toEqual({
    receptor: '00905321234567',
    template: 'login',
    token: '12345',
    token10: 'Sara Ahmadi',
  });
});

test('no token takes the place of the number or of the template', () => {
  const template = {
    vendor: 'kavenegar',
    code: 'login',
    tokens: { token: '1', receptor: '09129999999', template: 'x' },
  };

  expect(templateForm({ to: '+989121234567' }, template)).toEqual({
    receptor: '09121234567',
    template: 'login',
    token: '1',
  });
});

test('the client reference depends on the message alone and is a positive 64-bit integer', () => {
  const references = Array.from({ length: 2_000 }, (_, nth) => localIdOf(`${ID.slice(0, -4)}${1_000 + nth}`));

  expect(localIdOf(ID)).toBe('3226059177797322190');
  expect(new Set(references).size).toBe(references.length);
  expect(references.every((it) => /^[1-9]\d*$/.test(it) && BigInt(it) < 2n ** 63n)).toBe(true);
});

test.each([
  ['+989121234567', '09121234567'],
  ['+905321234567', '00905321234567'],
  ['+821020000000', '00821020000000'],
  ['+84912345678', '0084912345678'],
])('%s is written %s', (to, receptor) => {
  expect(receptorOf(to)).toBe(receptor);
  expect(numberOf(receptor)).toBe(to);
});

test.each([
  ['9121234567', '+989121234567'],
  ['00989121234567', '+989121234567'],
  ['+989121234567', '+989121234567'],
  ['989121234567', '+989121234567'],
  ['905321234567', '+905321234567'],
  ['Acme', undefined],
  ['', undefined],
])('the number %s is %s', (written, number) => {
  expect(numberOf(written)).toBe(number);
});

test.each([
  ['10004346', '10004346', '10004346'],
  ['2000500666', '2000500666', '+982000500666'],
  ['+982000500666', '2000500666', '+982000500666'],
  ['0098982000', '982000', '982000'],
])('the line %s is %s, as a sender %s', (written, line, sender) => {
  expect(lineOf(written)).toBe(line);
  expect(senderOf(line)).toBe(sender);
});
