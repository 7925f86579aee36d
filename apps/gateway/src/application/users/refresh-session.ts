import { clock, PostriderError } from '#libs/kernel';
import { AuditLog } from '../audit/ports.ts';
import type { Tenants } from '../tenants/ports.ts';
import { loggedIn, type LoggedIn } from './log-in.ts';
import { AccessTokens, RefreshTokens, Sessions, Users, type Session } from './ports.ts';

export interface RefreshPorts {
  readonly users: Users;
  readonly tenants: Tenants;
  readonly tokens: AccessTokens;
  readonly sessions: Sessions;
  readonly refreshTokens: RefreshTokens;
  readonly audit: AuditLog;
}

/** Calls at the same time, and a call that is repeated because its answer was lost, get the same next token. */
const GRACE_MS = 10_000;

/**
 * The next access and refresh token. A token that was used up earlier than the grace period has been copied: the whole
 * session is revoked.
 */
export async function refreshSession(ports: RefreshPorts, token: string, clientIp: string): Promise<LoggedIn> {
  const given = ports.refreshTokens.read(token);
  const session = given && (await ports.sessions.read(given.id));
  if (!given || !session || session.endsAt || !isOpen(session)) throw loggedOut();

  const user = await ports.users.find(session.tenant, session.user);
  if (!user?.active || !(await ports.tenants.isActive(user.tenant))) throw loggedOut();
  const next = await nextOf(ports, session, given.generation);
  if (next !== undefined) return loggedIn(ports, user, ports.refreshTokens.make({ id: session.id, generation: next }));

  await ports.sessions.revoke(session.id);
  const { tenant } = session;
  const row = { action: 'auth.refresh', outcome: 'denied', actor: `user:${user.id}`, tenant, clientIp } as const;
  await ports.audit.record({ ...row, reason: 'reused', code: 'unauthenticated' });
  throw loggedOut();
}

/** Undefined for a token that was used up. */
async function nextOf({ sessions }: RefreshPorts, session: Session, generation: number): Promise<number | undefined> {
  if (generation === session.generation && (await sessions.refresh(session))) return generation + 1;
  const now = generation === session.generation ? await sessions.read(session.id) : session;
  if (!now || !isOpen(now)) throw loggedOut();
  const isJustUsed = generation === now.generation - 1 && clock.now() - now.refreshedAt.getTime() <= GRACE_MS;
  return isJustUsed ? now.generation : undefined;
}

/** Of a token that is unknown or has ended, nothing is said. */
export async function logOut(
  { sessions, refreshTokens, audit }: Pick<RefreshPorts, 'sessions' | 'refreshTokens' | 'audit'>,
  token: string,
  clientIp: string,
): Promise<void> {
  const given = refreshTokens.read(token);
  const session = given && (await sessions.read(given.id));
  if (!session || !isOpen(session)) return;
  await sessions.revoke(session.id);
  const { tenant, user } = session;
  await audit.record({ action: 'auth.logout', outcome: 'allowed', actor: `user:${user}`, tenant, clientIp });
}

export const isOpen = ({ revokedAt, expiresAt }: Session): boolean => !revokedAt && expiresAt.getTime() > clock.now();

const loggedOut = (): PostriderError => new PostriderError('unauthenticated', 'The session has ended. Log in again.');
