import { clock, PostriderError } from '#libs/kernel';
import { tooManyAttempts } from '../../domain/login-throttle.ts';
import type { TokenBucket } from '../../domain/token-bucket.ts';
import {
  AccessTokens,
  LoginFailures,
  Passwords,
  RefreshTokens,
  Sessions,
  Users,
  type Counted,
  type UserRecord,
  type VerifyAround,
} from './ports.ts';
import { AuditLog } from '../audit/ports.ts';
import type { Tenants } from '../tenants/ports.ts';

export interface LogInPorts {
  readonly users: Users;
  readonly tenants: Tenants;
  readonly failures: LoginFailures;
  readonly passwords: Passwords;
  readonly tokens: AccessTokens;
  readonly sessions: Sessions;
  readonly refreshTokens: RefreshTokens;
  readonly audit: AuditLog;
  /** For all accounts of this process. */
  readonly bucket: TokenBucket;
}

export interface LoggedIn {
  readonly accessToken: string;
  readonly lifeSeconds: number;
  readonly refreshToken: string;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export type PasswordPorts = Pick<LogInPorts, 'users' | 'tenants' | 'failures' | 'passwords' | 'audit' | 'bucket'>;

export function logIn(ports: LogInPorts, given: Credentials, clientIp: string): Promise<LoggedIn> {
  return withPassword(ports, given, clientIp, async (user) => {
    const session = await startSession(ports, user, () => ports.sessions.start(user));
    return session && loggedIn(ports, user, ports.refreshTokens.make(session));
  });
}

/**
 * What `start` gives the user of the password. An unknown name takes the same steps and time, and gets the same answer as
 * a wrong password; nothing started counts as a wrong password too.
 */
export async function withPassword<Started>(
  ports: PasswordPorts,
  given: Credentials,
  clientIp: string,
  start: (user: UserRecord) => Promise<Started | undefined>,
): Promise<Started> {
  const username = given.username.toLowerCase();
  const from = { username, address: clientIp };
  const isKnown = await ports.failures.knows(from);
  const waitMs = isKnown ? 0 : ports.bucket.take(clock.now());
  if (waitMs > 0) throw tooManyAttempts(waitMs);

  const user = await ports.users.findByName(username);
  const usable = user?.active && (await ports.tenants.isActive(user.tenant)) ? user : undefined;

  const right = await ports.passwords.verify(given.password, usable?.passwordHash, throttled(ports, from, isKnown));
  const entry = {
    action: 'auth.login',
    actor: usable ? `user:${usable.id}` : 'anonymous',
    tenant: usable?.tenant,
    clientIp,
  } as const;
  const started = right && usable ? await start(usable) : undefined;
  if (started === undefined) {
    await ports.audit.record({ ...entry, outcome: 'denied', code: 'unauthenticated' });
    throw new PostriderError('unauthenticated', 'The username or the password is wrong.');
  }

  await ports.audit.record({ ...entry, outcome: 'allowed' });
  return started;
}

/** None if the user was disabled or got another password meanwhile: that ended only the sessions that existed then. */
export async function startSession<Started extends { readonly id: string }>(
  { users, sessions }: Pick<LogInPorts, 'users' | 'sessions'>,
  user: UserRecord,
  start: () => Promise<Started>,
): Promise<Started | undefined> {
  const session = await start();
  const now = await users.findByName(user.username);
  if (now?.id === user.id && now.active && now.passwordHash === user.passwordHash) return session;
  await sessions.revoke(session.id);
  return undefined;
}

export async function loggedIn(
  { tokens }: Pick<LogInPorts, 'tokens'>,
  user: UserRecord,
  refreshToken: string,
): Promise<LoggedIn> {
  return { accessToken: await tokens.issue(user), lifeSeconds: tokens.lifeSeconds, refreshToken };
}

/**
 * Checked and counted inside the slot, so that tries sent at once cannot all pass before the first failure is counted. A
 * flood of failures from elsewhere does not delay an address from which the user logged in before.
 */
function throttled({ failures }: PasswordPorts, from: Required<Counted>, isKnown: boolean): VerifyAround {
  const counted = isKnown ? from : { username: from.username };
  return {
    first: isKnown,
    before: async () => {
      const waitMs = await failures.waitMs(counted);
      if (waitMs > 0) throw tooManyAttempts(waitMs);
    },
    after: async (matches) => {
      if (!matches) return failures.add(counted);
      await failures.clear(counted);
      await failures.remember(from);
    },
  };
}
