import * as fc from 'fast-check';
import {
  isMessageId,
  isMessageKey,
  isRequestId,
  isTenantId,
  messageKey,
  messageKeyOf,
  newHolder,
  newRequestId,
  newTenantId,
  positionOf,
  publicMessageId,
  publicRequestId,
  requestKey,
  requestKeyOf,
  tenantOf,
  type TenantId,
} from './ids.ts';

const tenant = 'abcdefgh' as TenantId;

test('a message key gives back its tenant, request and position, and its public id leaves the tenant out', () => {
  fc.assert(
    fc.property(fc.nat(9_999), (position) => {
      const id = newRequestId();
      const request = requestKey(tenant, id);
      const message = messageKey(request, position);

      expect(isMessageKey(message)).toBe(true);
      expect(tenantOf(message)).toBe(tenant);
      expect(requestKeyOf(message)).toBe(request);
      expect(positionOf(message)).toBe(position);
      expect(publicRequestId(request)).toBe(id);
      expect(isMessageId(publicMessageId(message))).toBe(true);
      expect(messageKeyOf(tenant, publicMessageId(message))).toBe(message);
    }),
  );
});

test('keys sort by tenant, then time, then position', () => {
  const [first, second] = [requestKey(tenant, newRequestId()), requestKey(tenant, newRequestId())];
  const keys = [messageKey(first, 9), messageKey(first, 10), messageKey(first, 1_000), messageKey(second, 0)];

  expect(keys.toReversed().sort()).toEqual(keys);
});

test('ids made in one process rise and never repeat', () => {
  const ids = Array.from({ length: 5_000 }, newRequestId);

  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});

test('new ids have the right form', () => {
  expect(isTenantId(newTenantId())).toBe(true);
  expect(isRequestId(newRequestId())).toBe(true);
  expect(newHolder()).not.toBe(newHolder());
});

const ULID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

test.each([
  ['', 'empty'],
  [`abcdefgh.${ULID}`, 'no position'],
  [`abcdefgh.${ULID}.7`, 'a position without its zeros'],
  [`abcdefgh.${ULID}.00001`, 'a position of five digits'],
  [`abcdefgh-${ULID}.0001`, 'another separator'],
  [`ABCDEFGH.${ULID}.0001`, 'a tenant in capitals'],
  [`abcdefgi.${ULID}.0001`, 'a letter that base32 leaves out'],
  [`abcdefgh.${ULID.toLowerCase()}.0001`, 'a ulid in small letters'],
  [`abcdefgh.8${ULID.slice(1)}.0001`, 'a ulid past the end of time'],
  [`abcdefgh.${ULID}.0001\n`, 'a line break behind'],
  [`abcdefgh.${ULID}.0001.1`, 'more behind'],
  ['../../../../etc/passwd', 'a path'],
  ['x'.repeat(10_000), '10 KB'],
])('%.60s is not a message key (%s)', (value) => {
  expect(isMessageKey(value)).toBe(false);
});

test('only 8 characters of base32 are a tenant', () => {
  const wrong = ['', 'abcdefg', 'abcdefghj', 'abcdefgu', 'abcdefgO', 'abcdef h', 'abcdefgh\n'];

  expect(wrong.filter(isTenantId)).toEqual([]);
});
