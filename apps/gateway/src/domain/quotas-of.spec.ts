import type { QuotaState } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Principal } from './principal.ts';
import { quotasOf, tightestOf } from './quotas-of.ts';

const DEFAULTS = { keyPerDay: 20_000, userPerHour: 1_000 };
const TENANT = { zone: 'Asia/Ho_Chi_Minh' };
const key: Principal = { kind: 'key', id: 'k', tenant: '00000001' as TenantId, scopes: [], environment: 'live' };
const user: Principal = { kind: 'user', id: 'u', tenant: '00000001' as TenantId, scopes: [] };
const OF_KEY = { subject: 'key.k', per: 'day', limit: 20_000, zone: TENANT.zone };

test.each<[string, Principal, { messagesPerMinute?: number }, object[]]>([
  ['a key has the default a day, in the zone of its tenant', key, {}, [OF_KEY]],
  ['a key has its own limit', { ...key, dailyLimit: 5 }, {}, [{ ...OF_KEY, limit: 5 }]],
  ['a limit of 0 is a limit', { ...key, dailyLimit: 0 }, {}, [{ ...OF_KEY, limit: 0 }]],
  ['a key that replaced another counts with it', { ...key, id: 'new', countsAs: 'k' }, {}, [OF_KEY]],
  ['a user has a limit an hour', user, {}, [{ subject: 'user.u', per: 'hour', limit: 1_000 }]],
  [
    'the limit of the tenant comes after that of the caller',
    key,
    { messagesPerMinute: 60 },
    [OF_KEY, { subject: 'tenant', per: 'minute', limit: 60 }],
  ],
])('%s', (_, principal, tenant, expected) => {
  expect(quotasOf(principal, { ...TENANT, ...tenant }, DEFAULTS)).toEqual(expected);
});

test('the tightest quota has the least room, also when it is over its limit', () => {
  const state = (limit: number, used: number, resets_at = 1): QuotaState => ({
    subject: 's',
    per: 'day',
    limit,
    used,
    resets_at,
  });
  const [wide, narrow, over, longer] = [state(10, 0), state(5, 4), state(3, 9), state(3, 3, 2)];

  expect(tightestOf([])).toBeUndefined();
  expect(tightestOf([wide, narrow])).toBe(narrow);
  expect(tightestOf([over, wide, longer])).toBe(longer);
});
