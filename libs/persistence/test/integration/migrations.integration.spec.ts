// Real: mongod, with several sessions on one database as replicas have them.
import { Health, silentLog } from '#libs/observability';
import {
  inBatches,
  migrate,
  NewerData,
  type Migration,
  type MongoSession,
  type SchemaDocument,
} from '../../src/index.ts';
import { testMongo, until, type TestMongo } from '../../testing/index.ts';

let mongo: TestMongo;
beforeAll(async () => void (mongo = await testMongo()), 60_000);
afterAll(() => mongo.close());

let owner: string;
let nth = 0;
beforeEach(() => void (owner = `service-${nth++}`));

const run = (migrations: readonly Migration[], session: MongoSession = mongo.session, termMs?: number): Promise<void> =>
  migrate(session, { owner, migrations, log: silentLog(), health: new Health(), ...(termMs && { termMs }) });
const schemas = () => mongo.session.db.collection<SchemaDocument>('schema_versions');
const stored = () => schemas().findOne({ _id: owner });

/** Migrations that record that they ran. */
function noting(...versions: number[]): { ran: number[]; migrations: Migration[] } {
  const ran: number[] = [];
  const migrations = versions.map((version) => ({
    version,
    name: `note ${version}`,
    up: async () => void ran.push(version),
  }));
  return { ran, migrations };
}

/** A migration that waits until it is told to continue. */
function waiting(version: number): { migration: Migration; begun: () => boolean; goOn: () => void } {
  let begun = false;
  let goOn!: () => void;
  const gate = new Promise<void>((open) => (goOn = open));
  const up = async (): Promise<void> => {
    begun = true;
    await gate;
  };
  return { migration: { version, name: 'wait', up }, begun: () => begun, goOn };
}

test('migrations run in order, once, and the next start runs only what is new', async () => {
  const { ran, migrations } = noting(1, 2, 3);

  await run(migrations.slice(0, 2));
  await run(migrations.slice(0, 2));
  expect(ran).toEqual([1, 2]);
  await run(migrations);

  expect(ran).toEqual([1, 2, 3]);
  expect(await stored()).toEqual({ _id: owner, version: 3 });
});

test('one of several replicas migrates, and the others wait for it', async () => {
  const { ran, migrations } = noting(1);
  const slow = waiting(2);
  const sessions = [mongo.session, await mongo.open(), await mongo.open()];
  const ends: number[] = [];

  const starts = sessions.map((session, replica) =>
    run([...migrations, slow.migration], session).then(() => ends.push(replica)),
  );
  await until('one has begun', slow.begun);
  expect(ends).toEqual([]);
  slow.goOn();
  await Promise.all(starts);

  expect(ran).toEqual([1]);
  expect(new Set(ends)).toEqual(new Set([0, 1, 2]));
});

test('another replica takes over from one that died, and continues where that one stopped', async () => {
  const documents = mongo.session.db.collection<{ _id: string; seen: number }>(`rows_${owner}`);
  const ids = Array.from({ length: 1_200 }, (_, n) => String(n).padStart(4, '0'));
  await documents.insertMany(ids.map((_id) => ({ _id, seen: 0 })));
  const dying = await mongo.open();
  const count = (die?: () => Promise<void>): Migration => ({
    version: 1,
    name: 'count',
    up: (db, progress) =>
      inBatches(db, documents.collectionName, progress, async (batch) => {
        if (progress.reached !== undefined) await die?.();
        await documents.updateMany({ _id: { $in: [...batch] } }, { $inc: { seen: 1 } });
      }),
  });

  const died = run([count(() => dying.close())], dying, 1_000).catch((error: Error) => error);
  await until('the first batch is done', async () => (await stored())?.reached === '0499');
  await run([count()], mongo.session, 1_000);

  await died;
  expect(await stored()).toEqual({ _id: owner, version: 1 });
  expect(await documents.countDocuments({ _id: { $lte: '0499' }, seen: 1 })).toBe(500);
  expect(await documents.countDocuments({ seen: { $gte: 1 } })).toBe(1_200);
});

test('a claim is kept while one batch takes longer than its term', async () => {
  const slow = waiting(1);
  const first = run([slow.migration], await mongo.open(), 300);
  await until('it has begun', slow.begun);
  const { claim } = (await stored())!;

  await until('it was renewed', async () => (await stored())!.claim!.until > claim!.until);
  expect((await stored())!.claim!.holder).toBe(claim!.holder);
  slow.goOn();
  await first;
});

test('a replica that has lost its claim writes no progress, and waits for the other one', async () => {
  const slow = waiting(1);
  const losing: Migration = {
    ...slow.migration,
    up: async (db, progress) => {
      await slow.migration.up(db, progress);
      await progress.reach('lost');
    },
  };
  const first = run([losing], await mongo.open());
  await until('it has begun', slow.begun);
  const other = { holder: 'other', until: new Date(Date.now() + 60_000) };
  await schemas().updateOne({ _id: owner }, { $set: { claim: other } });
  slow.goOn();

  await schemas().updateOne({ _id: owner }, { $set: { version: 1 }, $unset: { claim: '' } });
  await first;

  expect(await stored()).toEqual({ _id: owner, version: 1 });
});

test('a migration that fails releases its claim, and the next start tries again', async () => {
  const { ran, migrations } = noting(1, 2);
  const failing = { ...migrations[1]!, up: () => Promise.reject(new Error('no')) };

  await expect(run([migrations[0]!, failing])).rejects.toThrow('no');
  expect(await stored()).toEqual({ _id: owner, version: 1 });
  await run(migrations);

  expect(ran).toEqual([1, 2]);
});

test('newer data is refused in one sentence, and not changed', async () => {
  await run(noting(1, 2).migrations);

  const older = run(noting(1).migrations);

  await expect(older).rejects.toBeInstanceOf(NewerData);
  await expect(older).rejects.toThrow(
    `The data of ${owner} has schema version 2, and this version of Postrider knows 1: start the version that wrote it, or a newer one.`,
  );
  expect(await stored()).toEqual({ _id: owner, version: 2 });
});

test('a service is not ready, and says why, while it migrates or waits', async () => {
  const health = new Health();
  const slow = waiting(1);
  const migrating = migrate(mongo.session, { owner, migrations: [slow.migration], log: silentLog(), health });
  await until('it has begun', slow.begun);

  expect(health.busyWith).toEqual([`schema of ${owner}`]);
  expect(await health.report()).toEqual({ ready: false, checks: { [`schema of ${owner}`]: 'failing' } });
  slow.goOn();
  await migrating;

  expect(health.busyWith).toEqual([]);
  expect(await health.report()).toEqual({ ready: true, checks: {} });
});

test('versions are 1, 2, 3 and so on', async () => {
  await expect(run(noting(1, 3).migrations)).rejects.toThrow('The migration "note 3" has version 3 in place 2.');
});
