import type { TenantId } from '#libs/kernel';
import type { Environment, SeenBy } from '#libs/contracts';

export const SCOPES = [
  'messages:send',
  'messages:read',
  'messages:read_content',
  'routing:read',
  'routing:write',
  'templates:read',
  'templates:write',
  'templates:approve',
  'opt_outs:read',
  'opt_outs:write',
  'agents:read',
  'agents:write',
  'accounts:write',
  'tenant:write',
  'keys:write',
  'users:write',
  'issuers:write',
  'audit:read',
  'tenants:write',
] as const;
export type Scope = (typeof SCOPES)[number];

export const ROLES = ['owner', 'admin', 'operator', 'sender', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** The caller, as their credential proved it. The tenant comes only from here. */
export interface Principal {
  readonly kind: 'key' | 'user';
  readonly id: string;
  readonly tenant: TenantId;
  readonly scopes: readonly Scope[];
  /** A key's own; a user has both, and may narrow a call to one. */
  readonly environment?: Environment;
  readonly username?: string;
  readonly role?: Role;
  /** Messages a day of a key; absent: the installation's default. */
  readonly dailyLimit?: number;
  /** The key whose daily limit a key shares, because it replaced that key or was made by it. */
  readonly countsAs?: string;
  /** Of a user who logged in at the console. */
  readonly session?: string;
}

/**
 * Scopes of owners and admins only: others' texts and numbers, credentials of vendors and of phones, where the tenant may send to, API
 * keys, users, issuers of tokens, what templates are sent, and who did what.
 */
const OF_ADMINS: readonly Scope[] = [
  'messages:read_content',
  'accounts:write',
  'tenant:write',
  'keys:write',
  'users:write',
  'audit:read',
  'issuers:write',
  'templates:approve',
];

/** What an installation administrator may do besides what their role says: nothing about messages. */
export const OF_INSTALLATION: readonly Scope[] = ['tenants:write', 'tenant:write', 'routing:read'];

const IN_A_TENANT: readonly Scope[] = SCOPES.filter((scope) => scope !== 'tenants:write');
const OF_OPERATORS: readonly Scope[] = IN_A_TENANT.filter((scope) => !OF_ADMINS.includes(scope));

const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  owner: IN_A_TENANT,
  admin: IN_A_TENANT,
  operator: OF_OPERATORS,
  sender: ['messages:send', 'messages:read', 'templates:read'],
  viewer: ['messages:read', 'routing:read', 'templates:read', 'opt_outs:read', 'agents:read'],
};

/** The key of the settings is kept in environments and scripts, so it has no scope that is for admins only. */
export const SEEDED_SCOPES: readonly Scope[] = OF_OPERATORS;

/** What decides the scopes of a user. */
export interface Rights {
  readonly role: Role;
  readonly installationAdmin?: boolean;
}

export const scopesOf = ({ role, installationAdmin }: Rights): readonly Scope[] =>
  installationAdmin ? [...new Set([...SCOPES_OF_ROLE[role], ...OF_INSTALLATION])] : SCOPES_OF_ROLE[role];

/** A user who called with a credential of their own. */
export const principalOfUser = (user: Rights & Required<Pick<Principal, 'id' | 'tenant' | 'username'>>): Principal => {
  const { id, tenant, username, role } = user;
  return { kind: 'user', id, tenant, username, role, scopes: scopesOf(user) };
};

export const may = (principal: Principal, scope: Scope): boolean => principal.scopes.includes(scope);

/**
 * Only an owner makes an owner, or changes one. Nobody makes a user who may do more than they: a user sees live messages,
 * so a test key makes none.
 */
export const mayManage = (principal: Principal, rights: Rights): boolean =>
  (rights.role !== 'owner' || principal.role === 'owner') &&
  !isTestKey(principal) &&
  scopesOf(rights).every((scope) => may(principal, scope));

export const isTestKey = ({ kind, environment }: Principal): boolean => kind === 'key' && environment !== 'live';

/** How requests and audit rows name a principal. */
export const nameOf = (principal: Principal): string => `${principal.kind}:${principal.id}`;

/** A key sees its own environment; a user sees both, or the one they chose. */
export const sees = (principal: Principal, environment: Environment): boolean =>
  principal.environment === undefined || principal.environment === environment;

/**
 * What a principal sees, to spread into a query: one environment or both, a sender only what they created; and whose
 * texts and numbers they see in full. A session of the console sees them masked, and reveals one message at a time.
 */
export const seenBy = (principal: Principal): Omit<SeenBy, 'tenant'> => ({
  ...(principal.environment && { environment: principal.environment }),
  ...(principal.role === 'sender' && { created_by: nameOf(principal) }),
  ...readsAs(principal),
});

/** Whose texts and numbers a principal sees in full: what they created, and the rest if they may read content. */
export const readsAs = (principal: Principal): Pick<SeenBy, 'reader' | 'reads_content'> => ({
  reader: nameOf(principal),
  ...(may(principal, 'messages:read_content') && { reads_content: true }),
  ...(principal.session !== undefined && { masked: true }),
});

/** The same for something that was read. */
export const seesMessage = (principal: Principal, of: { environment: Environment; created_by: string }): boolean =>
  sees(principal, of.environment) && (principal.role !== 'sender' || of.created_by === nameOf(principal));

export const isScope = (value: string): value is Scope => (SCOPES as readonly string[]).includes(value);
