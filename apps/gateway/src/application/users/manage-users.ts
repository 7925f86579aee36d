import { newRequestId, PostriderError } from '#libs/kernel';
import { may, mayManage, nameOf, type Principal, type Rights, type Role } from '../../domain/principal.ts';
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
    refuseMore(principal, { role });
    if ((await ports.users.count(principal.tenant)) >= MOST_USERS)
      throw new PostriderError('limit_reached', `There are ${MOST_USERS} users. Delete one first.`);
    const passwordHash = await hashOf(ports, username, password);
    const { tenant } = principal;
    const user = { id: newRequestId(), tenant, username: username.toLowerCase(), passwordHash, role, active: true };
    if ((await ports.users.add({ ...user, createdBy: nameOf(principal) })) === 'name_taken') throw nameTaken();
    return found(ports, principal, user.id);
  });
}

export const nameTaken = (): PostriderError =>
  new PostriderError('name_taken', 'There is a user of this name. Choose another one.');

export interface WantedChange {
  readonly id: string;
  readonly role?: Role;
  readonly active?: boolean;
  readonly installation_admin?: boolean;
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
    const { installation_admin: installationAdmin, ...change } = to;
    const isLess = to.active === false || installationAdmin === false || (to.role ?? role) !== role;
    if (isOneself(principal, user) && isLess)
      throw new PostriderError(
        'not_oneself',
        'A user cannot disable themself or change their own rights. Ask another one.',
      );
    if (to.role !== undefined) refuseMore(principal, { role: to.role });
    if (installationAdmin !== undefined && !may(principal, 'tenants:write'))
      throw new PostriderError('insufficient_scope', 'Only an installation administrator changes installation_admin.');
    const set = { ...change, ...(installationAdmin !== undefined && { installationAdmin }) };
    refuseUndone(await ports.users.change(principal.tenant, user, set));
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
  refuseMore(principal, user);
  return user;
}

const isOneself = ({ kind, id }: Principal, other: string): boolean => kind === 'user' && id === other;

function refuseMore(principal: Principal, rights: Rights): void {
  if (mayManage(principal, rights)) return;
  throw new PostriderError('insufficient_scope', whyNot(principal, rights));
}

function whyNot(principal: Principal, { role, installationAdmin }: Rights): string {
  if (installationAdmin && !may(principal, 'tenants:write'))
    return 'Only an installation administrator changes or deletes another one.';
  if (role === 'owner') return 'Only an owner makes, changes or deletes an owner.';
  return `You may not do everything that ${role} may, so you cannot make, change or delete one.`;
}

function refuseUndone(change: UserChange): void {
  if (change === 'unknown') throw nothingHere();
  if (change === 'last_owner')
    throw new PostriderError('last_owner', 'This is the last active owner. Make another owner first.');
  if (change === 'last_administrator')
    throw new PostriderError(
      'last_administrator',
      'This is the last installation administrator. Make another one first.',
    );
}

export async function hashOf(
  { passwords, leaked }: Pick<UserPorts, 'passwords' | 'leaked'>,
  username: string,
  password: string,
): Promise<string> {
  const hasName = password.toLowerCase().includes(username.toLowerCase());
  if (hasName || (await leaked.has(password)))
    throw new PostriderError(
      'weak_password',
      'Choose another password: this one is in lists of leaked passwords, or contains the name.',
    );
  return passwords.hash(password);
}
