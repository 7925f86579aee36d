import { principalOfUser, type Principal } from '../../domain/principal.ts';
import { audited, nothingHere } from '../audit/audited.ts';
import type { AuditLog } from '../audit/ports.ts';
import { unauthenticated } from '../keys/authenticate-key.ts';
import { startSession, withPassword, type Credentials, type PasswordPorts } from './log-in.ts';
import { SessionCookies, Sessions, Users, type Session } from './ports.ts';
import { isOpen } from './refresh-session.ts';

export interface ConsolePorts {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly cookies: SessionCookies;
  readonly audit: AuditLog;
}

/** Logs in at the console: the same password, throttle and audit as every log-in. */
export const logInAtConsole = (
  ports: ConsolePorts & PasswordPorts,
  given: Credentials,
  clientIp: string,
): Promise<Session> =>
  withPassword(ports, given, clientIp, (user) => startSession(ports, user, () => ports.sessions.startAtConsole(user)));

/** The user of a cookie. Each use puts off the end of the session. */
export async function authenticateSession(
  { users, sessions, cookies, audit }: ConsolePorts,
  cookie: string,
  clientIp: string,
): Promise<Principal> {
  const id = cookies.read(cookie);
  if (id === undefined) {
    const row = { action: 'auth.credential', outcome: 'denied', actor: 'anonymous', clientIp } as const;
    await audit.record({ ...row, reason: 'forged' });
    throw unauthenticated();
  }
  const session = await sessions.find(id);
  const user = session?.endsAt && isOpen(session) ? await users.findNow(session.tenant, session.user) : undefined;
  if (!session || !user?.active) throw unauthenticated();
  sessions.noteUse(session);
  return { ...principalOfUser(user), session: session.id };
}

/** The open sessions of the caller, the oldest first; only users have some. */
export const listOwnSessions = (
  { sessions }: ConsolePorts,
  { kind, tenant, id }: Principal,
): Promise<readonly Session[]> => (kind === 'user' ? sessions.list(tenant, id) : Promise.resolve([]));

export function endOwnSession(
  { sessions, audit }: ConsolePorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<void> {
  return audited(audit, { principal, action: 'auth.session_end', target: id, clientIp }, async () => {
    const isUser = principal.kind === 'user';
    if (!isUser || !(await sessions.revokeOf(principal.tenant, principal.id, id))) throw nothingHere();
  });
}
