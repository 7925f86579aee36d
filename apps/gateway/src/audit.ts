import 'reflect-metadata';
import { ConfigError, PostriderError } from '#libs/kernel';
import { Health, silentLog } from '#libs/observability';
import { NewerData, openMigrated } from '#libs/persistence';
import { AnchorsGone } from './application/audit/ports.ts';
import { readAuditConfig } from './config/index.ts';
import { AUDIT_USAGE, parseAuditCommand } from './inbound/command-line/audit-command.ts';
import { runAuditCommand } from './inbound/command-line/run-audit-command.ts';
import { UsageError } from './inbound/command-line/usage-error.ts';
import { AuditSeals } from './outbound/crypto/audit-seals.ts';
import { AnchorFiles } from './outbound/files/audit-anchors.ts';
import { MongoAuditTrail } from './outbound/mongo/audit-trail.repository.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';

/** The program's exit codes; documented in this app's README. */
const EXIT = { verified: 0, broken: 1, misused: 2, notFound: 3, databaseAway: 4, unexpected: 5 } as const;
const DATABASE_WITHIN_MS = 5_000;

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
const result = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  process.exitCode = (await run(process.argv.slice(2))) ? EXIT.verified : EXIT.broken;
} catch (error) {
  const [exitCode, sentence] = refusalOf(error as Error);
  say(sentence);
  process.exitCode = exitCode;
}

async function run(args: readonly string[]): Promise<boolean> {
  const command = parseAuditCommand(args);
  const { mongoUri, mongoDatabase, auditChainKey, auditAnchorFile } = readAuditConfig();
  const session = await openMigrated(
    { uri: mongoUri, database: mongoDatabase, startWithinMs: DATABASE_WITHIN_MS },
    { owner: 'gateway', migrations, log: silentLog(), health: new Health() },
  );
  try {
    const seals = new AuditSeals(auditChainKey);
    const files = [...(auditAnchorFile === undefined ? [] : [auditAnchorFile]), ...command.anchors];
    const ports = { trail: new MongoAuditTrail(session, seals), anchors: new AnchorFiles(files, seals) };
    return await runAuditCommand(ports, command, { result, say });
  } finally {
    await session.close();
  }
}

function refusalOf(error: Error): [exitCode: number, sentence: string] {
  if (error instanceof UsageError) return [EXIT.misused, `${error.message}\n${AUDIT_USAGE}`];
  if (error instanceof ConfigError) return [EXIT.misused, error.message];
  if (error instanceof NewerData) return [EXIT.databaseAway, error.message];
  if (error instanceof AnchorsGone) return [EXIT.broken, error.message];
  if (error instanceof PostriderError && error.code === 'not_found') return [EXIT.notFound, error.detail];
  if (error instanceof PostriderError && error.code === 'service_unavailable')
    return [EXIT.databaseAway, 'The database does not answer. Start Postrider first; then run this again.'];
  return [EXIT.unexpected, error.message];
}
