import { isHmacOf, sha256Hex } from './signatures.ts';

const DATA = 'what do ya want for nothing?';
const KEY = 'Jefe';

test('a signature made with the key is valid', () => {
  // RFC 4231, test case 2
  const vector = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex').toString(
    'base64',
  );
  expect(isHmacOf('sha256', KEY, DATA, vector)).toBe(true);
});

test.each(['', 'x', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo3NDU2Nzg=', 'not base64 at all!', 'A'.repeat(10_000)])(
  '%j is not valid',
  (given) => {
    expect(isHmacOf('sha256', KEY, DATA, given)).toBe(false);
  },
);

test('a hash is hexadecimal', () => {
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
