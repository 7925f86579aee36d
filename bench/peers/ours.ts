import { MongoClient } from 'mongodb';
import type { ReceivedText } from '../../e2e/harness/sandbox.ts';
import { batches, post } from '../load.ts';
import { residentBytes } from '../resident.ts';
import { startBench, type Bench, type BenchOptions } from '../system.ts';
import { TEXT, type Arrival, type Player } from './player.ts';

export interface OurPlayer extends Player {
  readonly bench: Bench;
  /** The same under another name: its difference shows how quiet the machine was. */
  control(): Player;
}

export const OURS = 'Postrider';
export const CONTROL = 'Postrider (control)';

/** Before a 202 of ours the request is in MongoDB with majority and journal. */
export async function startOurs(options: BenchOptions = {}): Promise<OurPlayer> {
  const bench = await startBench(options);
  const { target, system, sandbox } = bench;
  await sandbox.receipts({ mode: 'off' });
  const client = await MongoClient.connect(system.mongoUri);
  const { category } = options;
  const known: ReceivedText[] = [];
  const message = (to: string) => ({ to, text: TEXT, ...(category && { category }) });

  const player: Player = {
    name: OURS,
    durability: 'F',
    url: target.url,
    single: (to) => post('/api/v1/messages', target.apiKey, message(to)),
    bulk: (to) => batches(target, () => to.map(message)).call(0),
    vendorLatency: async (latencyMs) => void (await sandbox.settings({ latencyMs })),
    vendorDown: async () => {
      await sandbox.fault({ fault: { kind: 'unavailable' }, match: { operation: 'create' }, count: 'always' });
    },
    waiting: () =>
      client
        .db(system.database)
        .collection('sms_messages')
        .countDocuments({ wake_at: { $exists: true } }),
    drained: () => bench.settled(),
    arrivals: async () => {
      for (const text of await sandbox.texts(known.at(-1)?.n)) known.push(text);
      return known.map(({ to, at, vendor }): Arrival => ({ to, at, vendor: vendor === 'twilio' ? 'a' : 'b' }));
    },
    footprint: async () => {
      const { dataSize, indexSize } = await client.db(system.database).stats();
      const pids = [...system.services].filter(([name]) => name !== 'sandbox').map(([, { pid }]) => pid);
      return { memory: residentBytes(pids), disk: Number(dataSize) + Number(indexSize) };
    },
    disagreements: (accepted) => bench.disagreements(accepted),
    stop: async () => {
      await client.close();
      await bench.stop();
    },
  };
  return { ...player, bench, control: () => ({ ...player, name: CONTROL }) };
}
