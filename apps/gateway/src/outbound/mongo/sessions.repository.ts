import type { Collection } from 'mongodb';
import { clock, monotonicMs, newRequestId, type TenantId } from '#libs/kernel';
import type { MongoSession } from '#libs/persistence';
import { CONSOLE_SESSION, Sessions, type Session, type UserRecord } from '../../application/users/ports.ts';
import { COLLECTIONS, type SessionDocument } from './documents.ts';
import { KNOWN, Recent } from './recent.ts';

const USE_NOTED_EVERY_MS = 60_000;

/** Found by the id that is in the token: the session brings its tenant. */
export class MongoSessions extends Sessions {
  private readonly collection: Collection<SessionDocument>;
  private readonly recent = new Recent<string, Session | undefined>(KNOWN, (id) => this.read(id));
  /** When the use of each session was last written, in {@link monotonicMs}. */
  private readonly noted = new Map<string, number>();

  constructor(
    session: MongoSession,
    private readonly lifeMs: number,
  ) {
    super();
    this.collection = session.collection<SessionDocument>(COLLECTIONS.sessions);
  }

  start(user: UserRecord): Promise<Session> {
    return this.add(user, this.lifeMs);
  }

  startAtConsole(user: UserRecord): Promise<Session> {
    return this.add(user, CONSOLE_SESSION.idleMs, { ends_at: new Date(clock.now() + CONSOLE_SESSION.mostMs) });
  }

  private async add(
    { id: user, tenant }: UserRecord,
    lifeMs: number,
    of: Pick<SessionDocument, 'ends_at'> = {},
  ): Promise<Session> {
    const now = clock.now();
    const document: SessionDocument = {
      _id: newRequestId(),
      tenant,
      user,
      generation: 1,
      created_at: new Date(now),
      refreshed_at: new Date(now),
      expires_at: new Date(now + lifeMs),
      ...of,
    };
    await this.collection.insertOne(document);
    return sessionOf(document);
  }

  async read(id: string): Promise<Session | undefined> {
    const found = await this.collection.findOne({ _id: id });
    return found ? sessionOf(found) : undefined;
  }

  find(id: string): Promise<Session | undefined> {
    return this.recent.get(id);
  }

  async list(tenant: TenantId, user: string): Promise<readonly Session[]> {
    const open = { tenant, user, ...OPEN, expires_at: { $gt: new Date(clock.now()) } };
    return (await this.collection.find(open).sort({ _id: 1 }).toArray()).map(sessionOf);
  }

  /** At most once a minute for each session. */
  noteUse({ id, endsAt }: Session): void {
    const now = monotonicMs();
    if (endsAt === undefined || now - (this.noted.get(id) ?? -Infinity) < USE_NOTED_EVERY_MS) return;
    if (this.noted.size >= KNOWN.max) this.noted.clear();
    this.noted.set(id, now);
    const refreshed_at = new Date(clock.now());
    const expires_at = new Date(Math.min(clock.now() + CONSOLE_SESSION.idleMs, endsAt.getTime()));
    const open = { _id: id, ...OPEN, expires_at: { $gt: refreshed_at } };
    this.collection.updateOne(open, { $set: { refreshed_at, expires_at } }).catch(() => this.noted.delete(id));
  }

  async refresh({ id, generation }: Session): Promise<boolean> {
    const now = clock.now();
    const { matchedCount } = await this.collection.updateOne(
      { _id: id, generation, revoked_at: { $exists: false } },
      { $set: { generation: generation + 1, refreshed_at: new Date(now), expires_at: new Date(now + this.lifeMs) } },
    );
    return matchedCount === 1;
  }

  async revoke(id: string): Promise<void> {
    await this.collection.updateOne({ _id: id, ...OPEN }, { $set: { revoked_at: new Date(clock.now()) } });
    this.recent.forget(id);
  }

  async revokeOf(tenant: TenantId, user: string, id: string): Promise<boolean> {
    const now = new Date(clock.now());
    const open = { _id: id, tenant, user, ...OPEN, expires_at: { $gt: now } };
    const { matchedCount } = await this.collection.updateOne(open, { $set: { revoked_at: now } });
    this.recent.forget(id);
    return matchedCount === 1;
  }

  async revokeAll(tenant: TenantId, user: string): Promise<void> {
    await this.collection.updateMany({ tenant, user, ...OPEN }, { $set: { revoked_at: new Date(clock.now()) } });
  }
}

const OPEN = { revoked_at: { $exists: false } } as const;

function sessionOf({ _id: id, tenant, user, generation, ...of }: SessionDocument): Session {
  const times = { startedAt: of.created_at, refreshedAt: of.refreshed_at, expiresAt: of.expires_at };
  const ends = { ...(of.revoked_at && { revokedAt: of.revoked_at }), ...(of.ends_at && { endsAt: of.ends_at }) };
  return { id, tenant, user, generation, ...times, ...ends };
}
