import { readFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import type { MessageDocument } from '#libs/contracts';
import { collectEvidence, openLedger } from '../e2e/harness/ledger.ts';
import { violations } from '../e2e/harness/invariants.ts';
import { Sandbox } from '../e2e/harness/sandbox.ts';
import { startSystem, type System, type SystemOptions } from '../e2e/harness/system.ts';
import { until } from '../e2e/harness/wait.ts';
import type { Target } from './load.ts';

/** Everything on loopback, one replica of each service, with the questions of a bench. */
export interface Bench {
  readonly system: System;
  readonly sandbox: Sandbox;
  readonly target: Target;
  /** Resolves when no message is open and no request waits to be fanned out. */
  settled(): Promise<void>;
  /** How many texts their phones have confirmed so far. */
  confirmed(): Promise<number>;
  /** Resolves when this many are confirmed and every receipt is answered. */
  delivered(confirmed: number): Promise<void>;
  /** Differences between the ledger and the phones; with `accepted`, also whether that many messages exist. */
  disagreements(accepted?: number): Promise<string[]>;
  processorMicros(): Record<string, number>;
  stop(): Promise<void>;
}

export interface BenchOptions extends SystemOptions {
  /** The category of all messages; without it the default of a caller who gives none. */
  readonly category?: string;
}

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const replicas = { gateway: 1, dispatcher: 1, 'provider-twilio': 1, ...options.replicas };
  const system = await startSystem({ ...options, replicas });
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
    confirmed: async () => (await counts(sandbox)).byStatus.delivered ?? 0,
    delivered: async (confirmed) => {
      const isDone = async (): Promise<boolean> => {
        const { byStatus, callbacks } = await counts(sandbox);
        return (byStatus.delivered ?? 0) >= confirmed && callbacks.waiting === 0;
      };
      await until('every receipt is answered', isDone, { withinMs: 120_000, everyMs: 20 });
    },
    disagreements: async (accepted) => {
      const ledger = await openLedger(system.mongoUri, system.database);
      const run = await collectEvidence(ledger, sandbox, []);
      await ledger.close();
      const extra =
        run.texts.length - run.messages.filter(({ status }) => ['SENT', 'DELIVERED'].includes(status)).length;
      return [
        // Rule 1 compares with the calls that clients record; the load driver records none.
        ...violations(run)
          .filter(({ rule }) => rule > 1)
          .map(({ rule, what }) => `rule ${rule}: ${what}`),
        ...(extra ? [`${extra} texts too many`] : []),
        ...(accepted !== undefined && accepted !== run.messages.length
          ? [`${accepted} messages were accepted, ${run.messages.length} are stored`]
          : []),
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

interface Counts {
  readonly byStatus: Readonly<Record<string, number>>;
  readonly callbacks: { readonly waiting: number };
}

const counts = (sandbox: Sandbox): Promise<Counts> => sandbox.call<Counts>('GET', 'counts');

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
