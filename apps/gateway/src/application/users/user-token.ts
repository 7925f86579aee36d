import { PostriderError } from '#libs/kernel';
import { mayManage, nameOf, principalOfUser, type Principal } from '../../domain/principal.ts';
import { unauthenticated } from '../keys/authenticate-key.ts';
import { audited, nothingHere } from '../audit/audited.ts';
import type { AuditLog } from '../audit/ports.ts';
import { withPassword, type Credentials, type PasswordPorts } from './log-in.ts';
import { UserTokens, type UserRecord, type Users } from './ports.ts';

export interface UserTokenPorts {
  readonly users: Users;
  readonly userTokens: UserTokens;
  readonly audit: AuditLog;
}

export interface UserWithToken {
  readonly user: UserRecord;
  readonly token: string;
}

/** The user of a lasting token, as long as neither the user nor the token's generation has ended. */
export async function authenticateUserToken(
  { users, userTokens, audit }: UserTokenPorts,
  presented: string,
  clientIp: string,
): Promise<Principal> {
  const named = userTokens.read(presented);
  const user = named && (await users.findNow(named.tenant, named.user));
  const isValid = user?.active && (user.tokenGeneration ?? 0) === named?.generation;
  if (user && isValid) return principalOfUser(user);

  const [actor, reason] = named
    ? [`user:${named.user}`, user?.active ? 'revoked' : 'disabled']
    : ['anonymous', 'forged'];
  const row = {
    action: 'auth.credential',
    outcome: 'denied',
    actor,
    reason,
    code: 'unauthenticated',
    clientIp,
  } as const;
  await audit.record({ ...row, tenant: named?.tenant });
  throw unauthenticated();
}

/** A log-in repeats the user's lasting token. */
export const logInForToken = (
  ports: UserTokenPorts & PasswordPorts,
  given: Credentials,
  clientIp: string,
): Promise<UserWithToken> =>
  withPassword(ports, given, clientIp, async (user) => ({ user, token: ports.userTokens.make(user) }));

/** Ends the user's token and gives the next one. Every user may renew their own; others need the right to manage them. */
export function renewUserToken(
  { users, userTokens, audit }: UserTokenPorts,
  principal: Principal,
  idOrNumber: string,
  clientIp: string,
): Promise<UserWithToken> {
  return audited(audit, { principal, action: 'user.token', target: idOrNumber, clientIp }, async () => {
    if (principal.session !== undefined) throw ofSession();
    const found = await users.read(principal.tenant, idOrNumber);
    const isOwn = found !== undefined && nameOf(principal) === `user:${found.id}`;
    if (!isOwn && !principal.scopes.includes('users:write')) throw notYours();
    if (!found) throw nothingHere();
    if (!isOwn && !mayManage(principal, found)) throw notYours();
    const user = await users.nextToken(principal.tenant, found.id);
    if (!user) throw nothingHere();
    return { user, token: userTokens.make(user) };
  });
}

/** A session sees numbers and texts masked; a lasting token sees them. */
const ofSession = (): PostriderError =>
  new PostriderError(
    'insufficient_scope',
    'A session of the console renews no token. Log in with the password at POST /api/v1/auth/login, and use its token.',
  );

const notYours = (): PostriderError =>
  new PostriderError(
    'insufficient_scope',
    "Another user's token takes the scope users:write and the rights of that user.",
  );
