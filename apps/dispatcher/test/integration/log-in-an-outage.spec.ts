// Real: dispatchers, each with a nats-server and mongod of its own, which are stopped and killed. Scripted: the vendor.
import { sleep } from '#libs/kernel';
import { freeze } from '../../../../libs/servers/testing/index.ts';
import { until } from '../../../../e2e/harness/wait.ts';
import { runDispatcherAlone, type LogLine } from '../builders/running-dispatcher.ts';

type Server = 'mongod' | 'nats';

/** Long enough for loops to try again many times. */
const OUTAGE_MS = 8_000;

interface Outage {
  readonly stopped: readonly LogLine[];
  readonly over: readonly LogLine[];
  readonly killed: readonly LogLine[];
}

let seen: Readonly<Record<Server, Outage>>;
beforeAll(async () => {
  const [mongod, nats] = await Promise.all([outageOf('mongod'), outageOf('nats')]);
  seen = { mongod, nats };
}, 180_000);

/** Log lines while the server is frozen, when it continues, and after its end. */
async function outageOf(name: Server): Promise<Outage> {
  const running = await runDispatcherAlone();
  const server = running.servers[name];
  const submit = (): Promise<unknown> => running.submit([{}]).catch(() => undefined);
  try {
    await submit();
    const lines = running.captureLog();
    let from = 0;
    const since = (): readonly LogLine[] => lines.slice(from, (from = lines.length));

    await freeze(server.pid!);
    const calls = [submit(), submit()];
    await sleep(OUTAGE_MS);
    const stopped = since();
    process.kill(server.pid!, 'SIGCONT');
    await until('it is over', () => lines.some(({ event }) => event === 'trouble.ended'), { withinMs: 60_000 });
    const over = since();
    await Promise.all(calls);
    server.kill('SIGKILL');
    await sleep(OUTAGE_MS);
    return { stopped, over, killed: since() };
  } finally {
    await running.close();
  }
}

const CAUSE = {
  mongod: 'The database is not answering. Nothing may have been stored; repeat the call with the same Idempotency-Key.',
  nats: 'The message bus is not answering. Repeat the call with the same Idempotency-Key.',
};
const failures = (lines: readonly LogLine[]): string[] =>
  lines.flatMap(({ level, event }) => (level === 'warn' || level === 'error' ? event : []));
/** A busy machine may lose the broker for a moment while the database is away, which is logged separately. */
const failuresOf = (server: Server, lines: readonly LogLine[]): string[] =>
  failures(lines).filter((event) => server === 'nats' || !/^(bus|job)\./.test(event));

describe.each<Server>(['mongod', 'nats'])('when %s is away', (server) => {
  test.each(['stopped', 'killed'] as const)('%s, there is one line for that', (how) => {
    const lines = failuresOf(server, seen[server][how]);
    // The connection to the bus has a state of its own, which is logged as well.
    const causes = lines.filter((event) => event !== 'bus.disconnected');

    expect(lines).not.toEqual([]);
    expect(causes.length).toBeLessThanOrEqual(1);
    expect(lines.length - causes.length).toBeLessThanOrEqual(server === 'nats' ? 1 : 0);
  });

  test('one line says when it is over, with the number of failures', () => {
    const ended = seen[server].over.filter(({ event }) => event === 'trouble.ended');

    expect(ended).toEqual([expect.objectContaining({ level: 'info', cause: CAUSE[server] })]);
    expect(ended[0]!.count).toBeGreaterThan(3);
    expect(failuresOf(server, seen[server].over)).toEqual([]);
  });
});
