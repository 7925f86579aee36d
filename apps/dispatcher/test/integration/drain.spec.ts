// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { sleep, timesScaledBy } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { accepted, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const TIME_SCALE = 5;
const times = timesScaledBy(TIME_SCALE);

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: TIME_SCALE });
}, 60_000);
afterAll(() => running?.close(), 30_000);

test('a stopping dispatcher grants nothing more, and ends when nothing is in the air', async () => {
  running.vendor.deliver = async function* (items) {
    await sleep(times.vendorHttpMs * 0.9);
    yield items.map(accepted);
  };
  await running.submit(Array.from({ length: 250 }, () => ({})));
  await until('a window is in the air', () => running.vendor.delivered.length === 100);

  const ended = running.first.close();
  await running.another();
  await ended;

  const noneIsOpen = async (): Promise<Set<string> | false> => {
    const all = (await running.messages()).map(({ status }) => status);
    return all.every((status) => !['PENDING', 'SENDING'].includes(status)) && new Set(all);
  };
  // A vendor this slow gets a rest, and the remaining messages are sent after it.
  const statuses = await until('none is open any more', noneIsOpen, { withinMs: 90_000 });
  expect([...statuses]).toEqual(['SENT']);
  expect(running.vendor.delivered).toHaveLength(250);
}, 120_000);
