// Real: a dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus, which takes its time.
import type { Lane, MessageDocument } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { inserted } from '../../src/outbound/mongo/moves.ts';
import { newMessageKey, waitingMessage } from '../builders/ledger-documents.ts';
import { accepted, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const BACKLOG = 2_500;
const WITHIN = { withinMs: 90_000 };

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 2 });
}, 60_000);
afterAll(() => running?.close(), 30_000);

const ledger = () => running.db.collection<MessageDocument>('sms_messages');
const sentOf = (lane: Lane): Promise<number> => ledger().countDocuments({ lane, status: 'SENT' });

/** As many of each lane, all due at the same time. */
async function backlogOf(lanes: readonly Lane[]): Promise<void> {
  await running.submit([{}]);
  const { content } = await until('one is SENT', () => ledger().findOne({ status: 'SENT' }));
  await ledger().deleteMany({});
  const wakeAt = new Date(clock.now());
  const messages = Array.from({ length: BACKLOG * lanes.length }, (_, at) => {
    const _id = newMessageKey(running.tenant, Math.floor(at / lanes.length) % 5_000);
    return inserted(waitingMessage({ _id, lane: lanes[at % lanes.length]!, wakeAt, content }));
  });
  await ledger().insertMany(messages);
}

test('under a backlog of both, normal messages are sent much faster than bulk ones, and bulk ones are sent all the time', async () => {
  running.vendor.deliver = async function* (items) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    yield items.map(accepted);
  };
  await backlogOf(['bulk', 'normal']);

  // Messages that found no slot come back a little later.
  await until('most normal ones are SENT', async () => (await sentOf('normal')) >= BACKLOG * 0.8, WITHIN);
  const bulk = await sentOf('bulk');

  expect(bulk).toBeGreaterThan(0);
  expect(bulk).toBeLessThan(BACKLOG * 0.45);
  await until('all are SENT', async () => (await sentOf('bulk')) + (await sentOf('normal')) === 2 * BACKLOG, WITHIN);
}, 240_000);
