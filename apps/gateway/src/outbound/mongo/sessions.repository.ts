import type { Collection } from 'mongodb';
import { clock, newRequestId, type TenantId } from '#libs/kernel';
import type { MongoSession } from '#libs/persistence';
import { Sessions, type Session, type UserRecord } from '../../application/users/ports.ts';
import { COLLECTIONS, type SessionDocument } from './documents.ts';

/** Found by the id that is in the token: the session brings its tenant. */
export class MongoSessions extends Sessions {
  private readonly collection: Collection<SessionDocument>;

  constructor(
    session: MongoSession,
    private readonly lifeMs: number,
  ) {
    super();
    this.collection = session.collection<SessionDocument>(COLLECTIONS.sessions);
  }

  async start({ id: user, tenant }: UserRecord): Promise<Session> {
    const now = clock.now();
    const document: SessionDocument = {
      _id: newRequestId(),
      tenant,
      user,
      generation: 1,
      created_at: new Date(now),
      refreshed_at: new Date(now),
      expires_at: new Date(now + this.lifeMs),
    };
    await this.collection.insertOne(document);
    return sessionOf(document);
  }

  async read(id: string): Promise<Session | undefined> {
    const found = await this.collection.findOne({ _id: id });
    return found ? sessionOf(found) : undefined;
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
  }

  async revokeAll(tenant: TenantId, user: string): Promise<void> {
    await this.collection.updateMany({ tenant, user, ...OPEN }, { $set: { revoked_at: new Date(clock.now()) } });
  }
}

const OPEN = { revoked_at: { $exists: false } } as const;

function sessionOf({ _id, tenant, user, generation, refreshed_at, expires_at, revoked_at }: SessionDocument): Session {
  const times = { refreshedAt: refreshed_at, expiresAt: expires_at, ...(revoked_at && { revokedAt: revoked_at }) };
  return { id: _id, tenant, user, generation, ...times };
}
