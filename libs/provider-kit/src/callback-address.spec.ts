import type { TenantId } from '#libs/kernel';
import { callbackAddress, callbackPrefix, namedGrant } from './callback-address.ts';

const TENANT = 'abcdefgh' as TenantId;
const ID = '01JCZ6W8V9Q0T2Y4X6R8P0N2M4.0007';
const PREFIX = callbackPrefix('https://sms.example.test', 'acme', 's3cret');

test('a callback address names the grant without the tenant', () => {
  expect(callbackAddress(PREFIX, `${TENANT}.${ID}`, 3)).toBe(
    `https://sms.example.test/callbacks/acme/s3cret?m=${ID}.3`,
  );
});

test('the grant is read back from the path and query as they were called', () => {
  expect(namedGrant(`/callbacks/acme/s3cret?m=${ID}.3`, TENANT)).toEqual({ message: `${TENANT}.${ID}`, fence: 3 });
});

test.each([
  ['no query', '/callbacks/acme/s3cret'],
  ['no m', '/callbacks/acme/s3cret?x=1'],
  ['an empty m', '/callbacks/acme/s3cret?m='],
  ['no fence', `/callbacks/acme/s3cret?m=${ID}`],
  ['a fence of zero', `/callbacks/acme/s3cret?m=${ID}.0`],
  ['a fence that is no number', `/callbacks/acme/s3cret?m=${ID}.1e3`],
  ['a tenant of its own', `/callbacks/acme/s3cret?m=zzzzzzzz.${ID}.1`],
  ['an operator in it', '/callbacks/acme/s3cret?m[$ne]=1'],
  ['something long', `/callbacks/acme/s3cret?m=${'9'.repeat(4_000)}.1`],
])('an address with %s does not name a grant', (_case, url) => {
  expect(namedGrant(url, TENANT)).toBeUndefined();
});
