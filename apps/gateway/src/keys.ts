import 'reflect-metadata';
import { ConfigError, PostriderError } from '#libs/kernel';
import { createMetrics, Health, silentLog } from '#libs/observability';
import { NewerData, openMigrated } from '#libs/persistence';
import { readKeysConfig } from './config/index.ts';
import { parseKeyCommand, USAGE } from './inbound/command-line/key-command.ts';
import { runKeyCommand } from './inbound/command-line/run-key-command.ts';
import { UsageError } from './inbound/command-line/usage-error.ts';
import { AuditSeals } from './outbound/crypto/audit-seals.ts';
import { PepperedHasher } from './outbound/crypto/key-hasher.ts';
import { AnchorWriter } from './outbound/files/audit-anchors.ts';
import { MongoApiKeys } from './outbound/mongo/api-keys.repository.ts';
import { MongoAuditLog } from './outbound/mongo/audit-log.repository.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';
import { MongoTenants } from './outbound/mongo/tenants.repository.ts';

/** The program's exit codes; documented in this app's README. */
const EXIT = { done: 0, unexpected: 1, misused: 2, notFound: 3, databaseAway: 4 } as const;
const DATABASE_WITHIN_MS = 5_000;

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
const result = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  await run(process.argv.slice(2));
} catch (error) {
  const [exitCode, sentence] = refusalOf(error as Error);
  say(sentence);
  process.exitCode = exitCode;
}

async function run(args: readonly string[]): Promise<void> {
  const command = parseKeyCommand(args);
  const config = readKeysConfig();
  const log = silentLog();
  const session = await openMigrated(
    { uri: config.mongoUri, database: config.mongoDatabase, startWithinMs: DATABASE_WITHIN_MS },
    { owner: 'gateway', migrations, log, health: new Health() },
  );
  try {
    const metrics = createMetrics('keys');
    const seals = new AuditSeals(config.auditChainKey);
    const anchors = new AnchorWriter({ file: config.auditAnchorFile, everyMs: 0, seals, log, metrics });
    const audit = new MongoAuditLog({ session, seals, anchors, log, metrics });
    const ports = {
      tenants: new MongoTenants(session),
      keys: new MongoApiKeys(session),
      hasher: new PepperedHasher(config.apiKeyPepper),
      audit,
    };
    await runKeyCommand(ports, config.seedTenant, command, { result, say });
    await audit.onModuleDestroy();
  } finally {
    await session.close();
  }
}

function refusalOf(error: Error): [exitCode: number, sentence: string] {
  if (error instanceof UsageError) return [EXIT.misused, `${error.message}\n${USAGE}`];
  if (error instanceof ConfigError) return [EXIT.misused, error.message];
  if (error instanceof NewerData) return [EXIT.databaseAway, error.message];
  if (error instanceof PostriderError && error.code === 'not_found') return [EXIT.notFound, error.detail];
  if (error instanceof PostriderError && error.code === 'service_unavailable')
    return [EXIT.databaseAway, 'The database does not answer. Start Postrider first; then run this again.'];
  return [EXIT.unexpected, error.message];
}
