import { encodeText } from './encode.ts';

const secrets = { applicationId: 'App 1', sender: '+85221234567', textParameter: 'msg_utf8' } as const;
const item = { to: '+85251234567', text: 'A & B\n中' };

test('the number is written without its plus, and every sign of the text is a sign of the text', () => {
  expect(encodeText(item, secrets)).toEqual({
    form: 'application=App+1&mrt=85251234567&sender=85221234567&msg_utf8=A%20%26%20B%0A%E4%B8%AD',
  });
});

test('a message may have its own sender, and an account may have none', () => {
  const { sender: _, ...without } = secrets;

  expect(encodeText({ ...item, sender: '1010' }, secrets)).toMatchObject({
    form: expect.stringContaining('&sender=1010&'),
  });
  expect(encodeText(item, without)).toMatchObject({ form: expect.not.stringContaining('sender') });
});

test('msg_text is in BIG5, and a text that BIG5 cannot write is left to other vendors', () => {
  const big5 = { ...secrets, textParameter: 'msg_text' } as const;

  expect(encodeText(item, big5)).toMatchObject({ form: expect.stringMatching(/&msg_text=A%20%26%20B%0A%A4%A4$/) });
  expect(encodeText({ ...item, text: 'so 😀' }, big5)).toEqual({ impossible: 'not_in_big5' });
});

test.each(['+8525123456', '+852512345678', '+8613812345678', '85251234567'])('%s is not called', (to) => {
  expect(encodeText({ ...item, to }, secrets)).toEqual({ impossible: 'not_hong_kong' });
});
