import { randomBytes } from 'node:crypto';
import type { MongoClient } from 'mongodb';
import type { System } from '../e2e/harness/system.ts';
import '../tools/decorated-typescript.ts';

// Modules that the dispatcher itself seals with; they have decorators.
const { createCodec, openSession } = await import('#libs/persistence');
const { silentLog } = await import('#libs/observability');
const { firstRequestIdAt, messageKey, requestKey } = await import('#libs/kernel');

type Tenant = Parameters<typeof requestKey>[0];

const IN_A_REQUEST = 5_000;
const DAY_MS = 86_400_000;
const WEIGHTS = [8, 7, 5, 4, 2];

/** Stores messages that wait for the phones of a pool, as accepting and waking them does. */
export async function addBacklog(system: System, client: MongoClient, pool: string, count: number): Promise<void> {
  const session = await openSession({ uri: system.mongoUri, database: system.database });
  const keyFile = system.env.KEY_FILE!;
  const codec = await createCodec({ keyFile, session, holdsSealed: async () => false, log: silentLog() });
  const tenant = system.tenant as Tenant;
  const db = client.db(system.database);
  try {
    await codec.readyToSeal(tenant);
    const startMs = Date.now();
    for (let made = 0; made < count; made += IN_A_REQUEST) {
      const total = Math.min(IN_A_REQUEST, count - made);
      const _id = requestKey(tenant, firstRequestIdAt(startMs + made / IN_A_REQUEST));
      const of = {
        tenant,
        environment: 'test',
        created_at: new Date(startMs),
        created_by: 'key:bench',
      };
      const messages = Array.from({ length: total }, (_, position) => {
        const number = made + position;
        const to = `+8525${String(number % 10_000_000).padStart(7, '0')}`;
        const text = `Your appointment ${number} is tomorrow at ten. Reply CHANGE if you cannot come.`;
        return {
          _id: messageKey(_id, position),
          ...of,
          number,
          content: codec.seal(tenant, 'content', JSON.stringify({ to, to_as_written: to, text })),
          to_hash: codec.hash(tenant, to),
          deadline: new Date(startMs + DAY_MS),
          category: 'general',
          guarantee: 'at_most_once',
          lane: 'normal',
          priority: 5,
          encoding: 'GSM-7',
          segments: 1,
          country: 'HK',
          explanation: { policy: 0, routes: [pool], skipped: [] },
          status: 'PENDING',
          fence: 0,
          attempt: 0,
          pool,
          pool_weight: WEIGHTS[number % WEIGHTS.length],
          wake_at: new Date(startMs + DAY_MS),
        };
      });
      const request = { _id, ...of, operation: 'batch', fingerprint: 'f', number_from: made, total, rejected: 0 };
      const payload = randomBytes(16);
      await db.collection('sms_requests').insertOne({ ...request, payload, answer: payload } as never);
      await db.collection('sms_messages').insertMany(messages as never, { ordered: false });
    }
  } finally {
    await session.close();
  }
}
