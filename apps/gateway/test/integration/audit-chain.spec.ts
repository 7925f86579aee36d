// Real: MongoDB, the writer and the reader of audit rows, anchor files. The tampering is done in the database.
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newTenantId, type TenantId } from '#libs/kernel';
import { createMetrics, renderMetrics } from '#libs/observability';
import { syncIndexes } from '#libs/persistence';
import { testMongo, until, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { verifyChain, type Verification } from '../../src/application/audit/verify-chain.ts';
import { AuditSeals } from '../../src/outbound/crypto/audit-seals.ts';
import { AnchorFiles } from '../../src/outbound/files/audit-anchors.ts';
import { MongoAuditTrail } from '../../src/outbound/mongo/audit-trail.repository.ts';
import type { AuditDocument } from '../../src/outbound/mongo/documents.ts';
import { INDEXES } from '../../src/outbound/mongo/indexes.ts';
import { auditLogOn, seals } from './audit-log-on.ts';

const folder = mkdtempSync(join(tmpdir(), 'postrider-anchors-'));
let mongo: TestMongo;
beforeAll(async () => {
  mongo = await testMongo();
  await syncIndexes(
    mongo.session,
    INDEXES.filter(({ collection }) => collection.startsWith('audit_log')),
  );
});
afterAll(async () => {
  await mongo.close();
  rmSync(folder, { recursive: true });
});

const rowsIn = () => mongo.session.db.collection<AuditDocument>('audit_logs');
const chainOf = (tenant: TenantId) => rowsIn().find({ tenant }).sort({ seq: 1 }).toArray();
const entry = (tenant: TenantId, target: string) =>
  ({ action: 'key.create', outcome: 'allowed', actor: 'user:ada', tenant, target, clientIp: '203.0.113.7' }) as const;

const refused = (tenant: TenantId, target: string) =>
  ({ ...entry(tenant, target), action: 'access.scope', outcome: 'denied' }) as const;

/** A chain of ten rows, which two processes wrote and anchored one after the other. */
async function tenRows(): Promise<{ tenant: TenantId; file: string }> {
  const tenant = newTenantId();
  const file = join(folder, `${tenant}.jsonl`);
  for (const half of [0, 5]) {
    const audit = auditLogOn(mongo.session, file);
    for (let n = half; n < half + 5; n++) await audit.record(entry(tenant, `key-${n}`));
    await audit.onModuleDestroy();
  }
  return { tenant, file };
}

function verify(tenant: TenantId, files: readonly string[], with_ = seals): Promise<Verification> {
  const trail = new MongoAuditTrail(mongo.session, with_);
  return verifyChain({ trail, anchors: new AnchorFiles(files, with_) }, tenant);
}

test('the rows of a tenant follow each other without a gap, and each has the hash of the one before', async () => {
  const { tenant, file } = await tenRows();
  const rows = await chainOf(tenant);

  expect(rows.map(({ _id, seq }) => [_id, seq])).toEqual(rows.map((_, at) => [`${tenant}.${at + 1}`, at + 1]));
  expect(rows.map(({ prev }) => prev)).toEqual(['', ...rows.slice(0, -1).map(({ hash }) => hash)]);
  expect(await verify(tenant, [file])).toEqual({ tenant, rows: 10, anchoredUpTo: 10, beforeChain: 0 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

/** Seals a row again, as somebody would who has the key. */
const resealed = (row: AuditDocument): AuditDocument => ({ ...row, hash: seals.ofRow({ ...row }) });

const TAMPERING: readonly (readonly [
  string,
  (rows: readonly AuditDocument[], tenant: TenantId) => Promise<unknown>,
  { seq: number; problem: string },
])[] = [
  [
    'a row is edited',
    (_, tenant) => rowsIn().updateOne({ _id: `${tenant}.4` }, { $set: { actor: 'user:eve' } }),
    { seq: 4, problem: 'altered' },
  ],
  [
    'a field is added to a row',
    (_, tenant) => rowsIn().updateOne({ _id: `${tenant}.4` }, { $set: { note: 'harmless' } as never }),
    { seq: 4, problem: 'altered' },
  ],
  [
    'a field is removed from a row',
    (_, tenant) => rowsIn().updateOne({ _id: `${tenant}.4` }, { $unset: { client_ip: '' } }),
    { seq: 4, problem: 'altered' },
  ],
  ['a row is deleted', (_, tenant) => rowsIn().deleteOne({ _id: `${tenant}.4` }), { seq: 4, problem: 'missing' }],
  [
    'the first row is deleted',
    (_, tenant) => rowsIn().deleteOne({ _id: `${tenant}.1` }),
    { seq: 1, problem: 'missing' },
  ],
  [
    'a row is inserted and the rows behind it are moved',
    async (rows, tenant) => {
      await rowsIn().deleteMany({ tenant, seq: { $gte: 4 } });
      const moved = rows.slice(3).map((row) => ({ ...row, _id: `${tenant}.${row.seq + 1}`, seq: row.seq + 1 }));
      await rowsIn().insertMany([{ ...rows[2]!, _id: `${tenant}.4`, seq: 4, actor: 'user:eve' }, ...moved]);
    },
    { seq: 4, problem: 'altered' },
  ],
  [
    'a row is inserted beside the places of the chain',
    (rows) => rowsIn().insertOne({ ...rows[3]!, _id: 'elsewhere', seq: 4.5 }),
    { seq: 5, problem: 'altered' },
  ],
  [
    'a row is inserted without a place',
    ([first]) => rowsIn().insertOne({ ...first!, seq: undefined, _id: 'nowhere' } as never),
    { seq: 1, problem: 'altered' },
  ],
  [
    'two rows change places',
    async (rows, tenant) => {
      await rowsIn().deleteMany({ tenant, seq: { $in: [4, 5] } });
      const [four, five] = [rows[3]!, rows[4]!];
      await rowsIn().insertMany([
        { ...five, _id: four._id, seq: 4 },
        { ...four, _id: five._id, seq: 5 },
      ]);
    },
    { seq: 4, problem: 'altered' },
  ],
  [
    'the end of the chain is cut off',
    (_, tenant) => rowsIn().deleteMany({ tenant, seq: { $gte: 8 } }),
    { seq: 8, problem: 'truncated' },
  ],
  ['every row is deleted', (_, tenant) => rowsIn().deleteMany({ tenant }), { seq: 1, problem: 'truncated' }],
  [
    'the whole chain is written again without the key',
    async (rows, tenant) => {
      const other = new AuditSeals(Buffer.alloc(32, 9));
      let prev = '';
      const forged = rows.map((row) => {
        const unsealed = { ...row, actor: 'user:eve', prev };
        return { ...unsealed, hash: (prev = other.ofRow(unsealed)) };
      });
      await rowsIn().deleteMany({ tenant });
      await rowsIn().insertMany(forged);
    },
    { seq: 1, problem: 'altered' },
  ],
  [
    'the whole chain is written again with the key',
    async (rows, tenant) => {
      let prev = '';
      const forged = rows.map((row) => {
        const sealed = resealed({ ...row, actor: 'user:eve', prev });
        prev = sealed.hash;
        return sealed;
      });
      await rowsIn().deleteMany({ tenant });
      await rowsIn().insertMany(forged);
    },
    { seq: 1, problem: 'rewritten' },
  ],
];

test.each(TAMPERING)('P32 if %s, the first bad row is named', async (_, tamper, firstBad) => {
  const { tenant, file } = await tenRows();

  await tamper(await chainOf(tenant), tenant);

  // Rows before the first anchor cannot be told from others that have the key.
  const seq = firstBad.problem === 'rewritten' ? firstAnchored(file) : firstBad.seq;
  expect((await verify(tenant, [file])).firstBad).toEqual({ ...firstBad, seq });
});

const firstAnchored = (file: string): number =>
  (JSON.parse(readFileSync(file, 'utf8').trim().split('\n')[0]!) as { seq: number }).seq;

test('P32 if one row is written again with the key, the row behind it is named, also without anchors', async () => {
  const { tenant } = await tenRows();
  const row = (await chainOf(tenant))[5]!;

  await rowsIn().replaceOne({ _id: row._id }, resealed({ ...row, actor: 'user:eve' }));

  expect((await verify(tenant, [])).firstBad).toEqual({ seq: 7, problem: 'unlinked' });
});

test('an anchor that was not made with the key is named', async () => {
  const { tenant, file } = await tenRows();
  const [first] = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const forged = { ...(JSON.parse(first!) as object), seq: 3 };
  appendFileSync(file, `${JSON.stringify(forged)}\n`);

  expect((await verify(tenant, [file])).firstBad).toEqual({ seq: 3, problem: 'forged_anchor' });
});

test('lines that a crash cut off, and those of other programs, are no anchors', async () => {
  const { tenant, file } = await tenRows();
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `null\n{"level":30,"msg":"service.ready"}\n${text.slice(0, 40)}\n${text}${text.slice(0, 40)}`);

  expect(await verify(tenant, [file])).toMatchObject({ rows: 10, anchoredUpTo: 10 });
});

test('without anchors the answer says that no row is confirmed', async () => {
  const { tenant } = await tenRows();
  await rowsIn().deleteMany({ tenant, seq: { $gte: 8 } });

  expect(await verify(tenant, [])).toEqual({ tenant, rows: 7, anchoredUpTo: 0, beforeChain: 0 });
});

test('three replicas write one chain at once, and no row is lost or stored twice', async () => {
  const tenant = newTenantId();
  const other = newTenantId();
  const files = ['a', 'b', 'c'].map((name) => join(folder, `${tenant}-${name}.jsonl`));
  const metrics = createMetrics('spec');
  const replicas = files.map((file, n) => auditLogOn(mongo.session, file, n === 0 ? metrics : createMetrics(`${n}`)));

  await Promise.all(
    replicas.flatMap((audit, replica) =>
      Array.from({ length: 400 }, (_, n) => audit.record(entry(n % 4 === 0 ? other : tenant, `${replica}-${n}`))),
    ),
  );
  await Promise.all(replicas.map((audit) => audit.onModuleDestroy()));

  const targets = [...(await chainOf(tenant)), ...(await chainOf(other))].map(({ target }) => target);
  expect([targets.length, new Set(targets).size]).toEqual([1_200, 1_200]);
  expect(await verify(tenant, files)).toEqual({ tenant, rows: 900, anchoredUpTo: 900, beforeChain: 0 });
  expect(await verify(other, files)).toMatchObject({ rows: 300, anchoredUpTo: 300 });
});

test('refused credentials of one address, or of one key, fill no chain, and those of others are recorded', async () => {
  const [tenant, other] = [newTenantId(), newTenantId()];
  const metrics = createMetrics('spec');
  const audit = auditLogOn(mongo.session, undefined, metrics);
  const forged = (of: TenantId, actor: string, clientIp: string): Promise<void> =>
    audit.record({ action: 'auth.credential', outcome: 'denied', actor, tenant: of, clientIp });

  for (let n = 0; n < 300; n++) await forged(tenant, 'anonymous', '203.0.113.7');
  for (let n = 0; n < 300; n++) await forged(other, 'key:aaaaaaaaaaaa', `2001:db8::${n.toString(16)}`);
  const first = await rowsIn().countDocuments({ tenant });
  const second = await rowsIn().countDocuments({ tenant: other });
  await forged(tenant, 'anonymous', '203.0.113.8');
  await audit.record(entry(tenant, 'allowed'));
  await audit.record(refused(tenant, 'refused'));

  for (const stored of [first, second]) {
    expect(stored).toBeGreaterThanOrEqual(100);
    expect(stored).toBeLessThan(200);
  }
  expect(await rowsIn().countDocuments({ tenant })).toBe(first + 3);
  const skipped = /gateway_audit_refusals_not_recorded_total\S* (\d+)/.exec(await renderMetrics([metrics]))?.[1];
  expect(Number(skipped)).toBe(600 - first - second);
});

test('a flood of refused calls takes no place from what was done', async () => {
  const [tenant, flooded] = [newTenantId(), newTenantId()];
  const metrics = createMetrics('spec');
  const audit = auditLogOn(mongo.session, undefined, metrics);
  const lost = async (): Promise<number> =>
    Number(/gateway_audit_rows_lost_total\S* (\d+)/.exec(await renderMetrics([metrics]))?.[1]);

  const flood = Array.from({ length: 6_000 }, (_, n) => audit.record(refused(flooded, `${n}`)));
  const before = await lost();
  const done = audit.record(entry(tenant, 'done'));

  expect(before).toBe(1_000);
  expect(await lost()).toBe(before);
  await Promise.all([...flood, done]);
});

test('a flood of refused calls is few writes, and what is beyond the bound is counted as lost', async () => {
  const tenant = newTenantId();
  const metrics = createMetrics('spec');
  const inserts: string[] = [];
  const session = await mongo.open({ onOperation: (operation, on) => void inserts.push(`${operation} ${on}`) });
  const audit = auditLogOn(session, undefined, metrics);

  await Promise.all(Array.from({ length: 6_000 }, (_, n) => audit.record(refused(tenant, `${n}`))));

  const lost = /gateway_audit_rows_lost_total\S* (\d+)/.exec(await renderMetrics([metrics]))?.[1];
  const stored = await rowsIn().countDocuments({ tenant });
  expect(Number(lost) + stored).toBe(6_000);
  expect(stored).toBeGreaterThanOrEqual(200);
  expect(inserts.filter((each) => each === 'insertMany audit_logs').length).toBeLessThanOrEqual(stored / 200 + 1);
});

test('anchors that cannot be written are counted, and written later', async () => {
  const tenant = newTenantId();
  const metrics = createMetrics('spec');
  const file = join(folder, tenant, 'anchors.jsonl');
  const audit = auditLogOn(mongo.session, file, metrics);
  await audit.record(entry(tenant, 'key'));
  await until('a write has failed', async () =>
    /gateway_audit_anchors_failed_total\S* [1-9]/.test(await renderMetrics([metrics])),
  );

  mkdirSync(join(folder, tenant));
  await audit.onModuleDestroy();

  expect(await verify(tenant, [file])).toMatchObject({ rows: 1, anchoredUpTo: 1 });
});
