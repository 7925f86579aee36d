import { formatUserToken, parseUserToken } from './user-token.ts';
import type { TenantId } from './ids.ts';

const parts = {
  tenant: '00000001' as TenantId,
  user: '01JD3C4V5W6X7Y8Z9A0B1C2D3E',
  generation: 3,
  secret: 'K6Wm0v2pQ3rS4tU5vW6xY7zA8bC9dE0fG1hI2jK3lM4',
};

test('a token is read back to its parts', () => {
  expect(parseUserToken(formatUserToken(parts))).toEqual(parts);
});

test('a token with one other character is refused', () => {
  const token = formatUserToken(parts);

  for (let at = 0; at < token.length; at++) {
    const other = token[at] === '0' ? '1' : '0';
    expect(parseUserToken(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBeUndefined();
  }
});

test.each(['', 'sms_user_', `${formatUserToken(parts)} `, `x${formatUserToken(parts)}`])('"%s" is no token', (text) => {
  expect(parseUserToken(text)).toBeUndefined();
});
