import { readFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import type { MessageDocument } from '#libs/contracts';
import { collectEvidence, openLedger } from '../e2e/harness/ledger.ts';
import { violations } from '../e2e/harness/invariants.ts';
import { Sandbox } from '../e2e/harness/sandbox.ts';
import { startSystem, type System } from '../e2e/harness/system.ts';
import { until } from '../e2e/harness/wait.ts';
import type { Target } from './load.ts';

/** Everything on loopback, one replica of each service, and what a bench asks of it. */
export interface Bench {
  readonly system: System;
  readonly sandbox: Sandbox;
  readonly target: Target;
  /** Resolves when no message is open and no request waits to be fanned out. */
  settled(): Promise<void>;
  /** Resolves when every text has its receipt, and each message shows it. */
  delivered(): Promise<void>;
  /** What the ledger and the phones do not agree on. */
  disagreements(): Promise<string[]>;
  processorMicros(): Record<string, number>;
  stop(): Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const system = await startSystem({ replicas: { gateway: 1, dispatcher: 1, 'provider-twilio': 1 } });
  const client = await MongoClient.connect(system.mongoUri);
  const db = client.db(system.database);
  const messages = db.collection<MessageDocument>('sms_messages');
  const sandbox = new Sandbox(system.sandbox);
  const open = { lane: { $in: ['urgent', 'normal', 'bulk'] as const }, wake_at: { $gt: new Date(0) } };
  const isSettled = async (): Promise<boolean> =>
    (await messages.countDocuments(open as never, { limit: 1 })) === 0 &&
    (await db.collection('sms_requests').countDocuments({ wake_at: { $gt: new Date(0) } }, { limit: 1 })) === 0;

  return {
    system,
    sandbox,
    target: { url: system.gateways[0]!, apiKey: system.apiKey },
    settled: async () => void (await until('every message is closed', isSettled, { withinMs: 120_000, everyMs: 20 })),
    delivered: async () => {
      await until('every receipt is answered', async () => (await waitingReceipts(sandbox)) === 0, {
        withinMs: 120_000,
        everyMs: 20,
      });
    },
    disagreements: async () => {
      const ledger = await openLedger(system.mongoUri, system.database);
      const run = await collectEvidence(ledger, sandbox, []);
      await ledger.close();
      const extra =
        run.texts.length - run.messages.filter(({ status }) => ['SENT', 'DELIVERED'].includes(status)).length;
      return [
        ...violations(run).map(({ rule, what }) => `rule ${rule}: ${what}`),
        ...(extra ? [`${extra} texts too many`] : []),
      ];
    },
    processorMicros: () =>
      Object.fromEntries(Object.entries(pidsOf(system)).map(([name, pid]) => [name, microsOf(pid)])),
    stop: async () => {
      await client.close();
      await system.stop();
    },
  };
}

async function waitingReceipts(sandbox: Sandbox): Promise<number> {
  const { byStatus, texts } = await sandbox.call<{ byStatus: Record<string, number>; texts: number }>('GET', 'counts');
  return texts - (byStatus.delivered ?? 0);
}

function pidsOf(system: System): Record<string, number> {
  const services = [...system.services].map(([name, { pid }]) => [name.replace(/-\d+$/, ''), pid]);
  const { mongod, nats } = system.servers;
  return { mongod: mongod.pid, 'nats-server': nats.pid, ...Object.fromEntries(services), 'load driver': process.pid };
}

/** Processor time of a process with all its threads so far. The kernel counts in hundredths of a second. */
function microsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
