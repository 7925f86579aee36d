import { isMessageKey, messageKey, newRequestId, requestKey, requestKeyOf, positionOf, tenantOf, type TenantId } from './ids.ts';

test('a message key gives back its tenant, request and position', () => {
  const request = requestKey('abcdefgh' as TenantId, newRequestId());
  const message = messageKey(request, 7);

  expect(isMessageKey(message)).toBe(true);
  expect(tenantOf(message)).toBe('abcdefgh');
  expect(requestKeyOf(message)).toBe(request);
  expect(positionOf(message)).toBe(7);
});
