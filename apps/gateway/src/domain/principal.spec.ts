import type { TenantId } from '#libs/kernel';
import {
  may,
  nameOf,
  ROLES,
  scopesOf,
  SEEDED_SCOPES,
  seenBy,
  sees,
  seesMessage,
  type Principal,
  type Role,
} from './principal.ts';

const principal = (of: Partial<Principal>): Principal => ({
  kind: 'key',
  id: 'k',
  tenant: '00000001' as TenantId,
  scopes: [],
  ...of,
});

test.each(ROLES)('%s reads; every role above viewer sends', (role) => {
  const user = principal({ kind: 'user', role, scopes: scopesOf({ role }) });

  expect(may(user, 'messages:read')).toBe(true);
  expect(may(user, 'messages:send')).toBe(role !== 'viewer');
});

test.each(['messages:read_content', 'accounts:write', 'tenant:write', 'templates:approve'] as const)(
  '%s is for owners and admins alone',
  (scope) => {
    const allowed = ROLES.filter((role) => scopesOf({ role }).includes(scope));

    expect(allowed).toEqual(['owner', 'admin']);
    expect(SEEDED_SCOPES).not.toContain(scope);
  },
);

test('a viewer reads routing, an operator changes it', () => {
  expect(ROLES.filter((role) => scopesOf({ role }).includes('routing:write'))).toEqual(['owner', 'admin', 'operator']);
  expect(scopesOf({ role: 'viewer' })).toEqual([
    'messages:read',
    'routing:read',
    'templates:read',
    'opt_outs:read',
    'agents:read',
  ]);
  expect(scopesOf({ role: 'sender' })).toEqual(['messages:send', 'messages:read', 'templates:read']);
});

test('a query names the one environment that is seen, or none', () => {
  expect(seenBy(principal({ environment: 'test' }))).toEqual({ environment: 'test', reader: 'key:k' });
  expect(seenBy(principal({ kind: 'user' }))).toEqual({ reader: 'user:k' });
});

test('whoever has messages:read_content sees the content of all, others of what they created', () => {
  const admin = principal({ kind: 'user', role: 'admin', scopes: scopesOf({ role: 'admin' }) });

  expect(seenBy(admin)).toEqual({ reader: 'user:k', reads_content: true });
  expect(seenBy(principal({ kind: 'user', role: 'viewer', scopes: scopesOf({ role: 'viewer' }) }))).toEqual({
    reader: 'user:k',
  });
});

test('a session of the console sees numbers and texts masked', () => {
  const admin = principal({ kind: 'user', role: 'admin', scopes: scopesOf({ role: 'admin' }), session: 's' });

  expect(seenBy(admin)).toEqual({ reader: 'user:k', reads_content: true, masked: true });
});

test('a sender sees only what they created, the other roles and keys what the tenant has', () => {
  const user = (role: Role) => principal({ kind: 'user', id: 'u', role });
  const theirs = { environment: 'test', created_by: 'user:other' } as const;

  expect(seenBy(user('sender'))).toEqual({ created_by: 'user:u', reader: 'user:u' });
  expect(ROLES.filter((role) => seesMessage(user(role), theirs))).toEqual(['owner', 'admin', 'operator', 'viewer']);
  expect(seesMessage(user('sender'), { ...theirs, created_by: 'user:u' })).toBe(true);
  expect(seesMessage(principal({ environment: 'test' }), theirs)).toBe(true);
  expect(seesMessage(principal({ environment: 'live' }), theirs)).toBe(false);
});

test('a key sees its environment, a user both', () => {
  expect([sees(principal({ environment: 'live' }), 'test'), sees(principal({ environment: 'live' }), 'live')]).toEqual([
    false,
    true,
  ]);
  expect([sees(principal({ kind: 'user' }), 'test'), sees(principal({ kind: 'user' }), 'live')]).toEqual([true, true]);
});

test('a principal is named by kind and id', () => {
  expect(nameOf(principal({ kind: 'user', id: 'u' }))).toBe('user:u');
});
