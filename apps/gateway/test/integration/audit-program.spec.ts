// Real: the program as a process, MongoDB, the file of anchors.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TenantId } from '#libs/kernel';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import type { AuditDocument } from '../../src/outbound/mongo/documents.ts';
import { auditLogOn } from './audit-log-on.ts';

const TENANT = '00000001' as TenantId;
const folder = mkdtempSync(join(tmpdir(), 'postrider-audit-'));
const anchors = join(folder, 'anchors.jsonl');
let mongo: TestMongo;
beforeAll(async () => {
  mongo = await testMongo();
  const audit = auditLogOn(mongo.session, anchors);
  for (let n = 0; n < 3; n++)
    await audit.record({ action: 'key.create', outcome: 'allowed', actor: 'user:ada', tenant: TENANT });
  await audit.record({ action: 'auth.login', outcome: 'denied', actor: 'anonymous' });
  await audit.onModuleDestroy();
});
afterAll(async () => {
  await mongo.close();
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function audit(args: readonly string[], over: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = {
    MONGODB_URI: mongo.uri,
    MONGODB_DATABASE: mongo.database,
    AUDIT_CHAIN_KEY: Buffer.alloc(32, 7).toString('base64'),
    AUDIT_ANCHOR_FILE: anchors,
    ...over,
  };
  const program = ['--import', './tools/decorated-typescript.ts', 'apps/gateway/src/audit.ts'];
  const child = spawn(process.execPath, [...program, ...args], { env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

test('P32 the program ends with 0 for a log that is as it was written, and with 1 and the first bad row for another', async () => {
  expect(await audit(['verify'])).toEqual({
    code: 0,
    stdout: `${TENANT}: 3 rows verified, anchored up to row 3\ninstallation: 1 rows verified, anchored up to row 1\n`,
    stderr: '',
  });

  const rows = mongo.session.db.collection<AuditDocument>('audit_logs');
  await rows.deleteOne({ _id: `${TENANT}.3` });
  await rows.deleteMany({ tenant: 'installation' as TenantId });
  const broken = await audit(['verify', '--json']);
  expect({ ...broken, stdout: JSON.parse(broken.stdout) as unknown }).toMatchObject({
    code: 1,
    stdout: [
      { tenant: TENANT, verified: false, rows: 2, first_bad: 3, problem: 'truncated' },
      { tenant: 'installation', verified: false, rows: 0, first_bad: 1, problem: 'truncated' },
    ],
    stderr: expect.stringContaining('not as it was written'),
  });
}, 120_000);

test('every failure has an exit code and a sentence', async () => {
  const missing = join(folder, 'missing.jsonl');
  const unreadable = join(folder, 'empty.jsonl');
  writeFileSync(unreadable, '');
  const [misused, unknown, gone, away, unset] = await Promise.all([
    audit(['check']),
    audit(['verify', '--tenant', 'zzzzzzzz'], { AUDIT_ANCHOR_FILE: unreadable }),
    audit(['verify', '--anchors', missing]),
    audit(['verify'], { MONGODB_URI: 'mongodb://127.0.0.1:1/' }),
    audit(['verify'], { AUDIT_CHAIN_KEY: '' }),
  ]);

  expect(misused).toMatchObject({ code: 2, stderr: expect.stringContaining('Say what to do: verify.\nUsage:') });
  expect(unknown).toMatchObject({ code: 3, stderr: 'There is no chain of zzzzzzzz.\n' });
  expect(gone).toMatchObject({ code: 1, stderr: `${missing} does not exist.\n` });
  expect(away).toMatchObject({ code: 4, stderr: expect.stringContaining('The database does not answer.') });
  expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining('AUDIT_CHAIN_KEY is missing') });
}, 120_000);
