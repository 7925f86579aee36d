import { newRequestId, PostriderError } from '#libs/kernel';
import { mayManage, nameOf, type Principal, type Role } from '../../domain/principal.ts';
import { audited, nothingHere, read } from '../audit/audited.ts';
import { AuditLog } from '../audit/ports.ts';
import { LeakedPasswords, Passwords, Sessions, Users, type UserChange, type UserView } from './ports.ts';

export interface UserPorts {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly leaked: LeakedPasswords;
  readonly audit: AuditLog;
}

export interface UserWanted {
  readonly username: string;
  readonly password: string;
  readonly role: Role;
}

/** More users of a tenant are probably an error of a program that creates them. */
export const MOST_USERS = 1_000;

export const listUsers = ({ users }: UserPorts, { tenant }: Principal): Promise<readonly UserView[]> =>
  users.list(tenant);

export function readUser(ports: UserPorts, principal: Principal, id: string, clientIp: string): Promise<UserView> {
  return read(ports.audit, { principal, action: 'user.read', target: id, clientIp }, () =>
    ports.users.read(principal.tenant, id),
  );
}

export function createUser(
  ports: UserPorts,
  principal: Principal,
  { username, password, role }: UserWanted,
  clientIp: string,
): Promise<UserView> {
  const act = { principal, action: 'user.create', target: ({ id }: UserView) => id, reason: role, clientIp } as const;
  return audited(ports.audit, act, async () => {
    refuseMore(principal, role);
    if ((await ports.users.count(principal.tenant)) >= MOST_USERS)
      throw new PostriderError('limit_reached', `There are ${MOST_USERS} users. Delete one first.`);
    const passwordHash = await hashOf(ports, username, password);
    const { tenant } = principal;
    const user = { id: newRequestId(), tenant, username: username.toLowerCase(), passwordHash, role, active: true };
    if ((await ports.users.add({ ...user, createdBy: nameOf(principal) })) === 'name_taken')
      throw new PostriderError('name_taken', 'There is a user of this name. Choose another one.');
    return found(ports, principal, user.id);
  });
}

export interface WantedChange {
  readonly id: string;
  readonly role?: Role;
  readonly active?: boolean;
}

export function changeUser(
  ports: UserPorts,
  principal: Principal,
  { id, ...to }: WantedChange,
  clientIp: string,
): Promise<UserView> {
  const reason = Object.entries(to)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
  return audited(ports.audit, { principal, action: 'user.change', target: id, reason, clientIp }, async () => {
    const { id: user, role } = await managed(ports, principal, id);
    if (isOneself(principal, user) && (to.active === false || (to.role ?? role) !== role))
      throw new PostriderError(
        'not_oneself',
        'A user cannot disable themself or change their own role. Ask another owner.',
      );
    if (to.role !== undefined) refuseMore(principal, to.role);
    refuseUndone(await ports.users.change(principal.tenant, user, to));
    if (to.active === false || (to.role ?? role) !== role) await ports.sessions.revokeAll(principal.tenant, user);
    return found(ports, principal, id);
  });
}

export function setPassword(
  ports: UserPorts,
  principal: Principal,
  { id, password }: { readonly id: string; readonly password: string },
  clientIp: string,
): Promise<void> {
  return audited(ports.audit, { principal, action: 'user.password', target: id, clientIp }, async () => {
    const { id: user, username } = await managed(ports, principal, id);
    const passwordHash = await hashOf(ports, username, password);
    refuseUndone(await ports.users.change(principal.tenant, user, { passwordHash }));
    await ports.sessions.revokeAll(principal.tenant, user);
  });
}

export function deleteUser(ports: UserPorts, principal: Principal, id: string, clientIp: string): Promise<void> {
  return audited(ports.audit, { principal, action: 'user.delete', target: id, clientIp }, async () => {
    const { id: user } = await managed(ports, principal, id);
    if (isOneself(principal, user)) throw new PostriderError('not_oneself', 'A user cannot delete themself.');
    refuseUndone(await ports.users.remove(principal.tenant, user));
    await ports.sessions.revokeAll(principal.tenant, user);
  });
}

async function found({ users }: UserPorts, { tenant }: Principal, id: string): Promise<UserView> {
  const user = await users.read(tenant, id);
  if (!user) throw nothingHere();
  return user;
}

async function managed(ports: UserPorts, principal: Principal, id: string): Promise<UserView> {
  const user = await found(ports, principal, id);
  refuseMore(principal, user.role);
  return user;
}

const isOneself = ({ kind, id }: Principal, other: string): boolean => kind === 'user' && id === other;

function refuseMore(principal: Principal, role: Role): void {
  if (!mayManage(principal, role))
    throw new PostriderError(
      'insufficient_scope',
      role === 'owner'
        ? 'Only an owner makes, changes or deletes an owner.'
        : `You may not do everything that ${role} may, so you cannot make, change or delete one.`,
    );
}

function refuseUndone(change: UserChange): void {
  if (change === 'unknown') throw nothingHere();
  if (change === 'last_owner')
    throw new PostriderError('last_owner', 'This is the last active owner. Make another owner first.');
}

async function hashOf({ passwords, leaked }: UserPorts, username: string, password: string): Promise<string> {
  const hasName = password.toLowerCase().includes(username.toLowerCase());
  if (hasName || (await leaked.has(password)))
    throw new PostriderError(
      'weak_password',
      'Choose another password: this one is in lists of leaked passwords, or contains the name.',
    );
  return passwords.hash(password);
}
