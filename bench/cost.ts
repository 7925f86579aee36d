import { shown } from './figures.ts';
import { batch, closedLoop, singles, type Body } from './load.ts';
import { writeSection } from './report.ts';
import { startBench, type Bench } from './system.ts';

const MESSAGES = 10_000;
const SINGLES = 5_000;

interface Cost {
  readonly name: string;
  readonly messages: number;
  readonly micros: Record<string, number>;
  readonly operations: Record<string, number>;
  readonly busMessages: number;
}

const bench = await startBench();
try {
  await makeTemplate(bench);
  await bench.sandbox.settings({ latencyMs: 20 });
  await bench.sandbox.receipts({ mode: 'off' });
  await closedLoop(singles(bench.target, text), 16, 1_500);
  await bench.settled();

  const inBatches = async (body: Body): Promise<void> => {
    for (let at = 0; at < 2; at++)
      await batch(
        bench.target,
        Array.from({ length: MESSAGES / 2 }, (_, n) => body(n)),
      );
  };
  const alone = async (body: Body): Promise<void> => void (await closedLoop(singles(bench.target, body), 64, SINGLES));
  await alone(byTemplate);
  await bench.settled();
  const costs = [
    await cost('two batches of 5,000', MESSAGES, () => inBatches(text)),
    await cost('the same by template', MESSAGES, () => inBatches(byTemplate)),
    await cost('singles from 64 connections', SINGLES, () => alone(text)),
    await cost('the same by template', SINGLES, () => alone(byTemplate)),
  ];
  const table = tableOf(costs);
  console.log(table);
  writeSection('cost', table);
} finally {
  await bench.stop();
}

function text(n: number): Record<string, string> {
  return { to: `+8525${String(1_000_000 + n).padStart(7, '0')}`, text: `Your appointment ${n} is tomorrow at ten.` };
}

/** The same text, made of a template. */
function byTemplate(n: number): Record<string, unknown> {
  return { to: text(n).to, template: 'bench', variables: { n: String(n) } };
}

async function makeTemplate({ system, target }: Bench): Promise<void> {
  const call = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const answer = await fetch(`${target.url}/api/v1/${path}`, { ...init, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const { access_token } = await call('auth/login', system.admin);
  const admin = { authorization: `Bearer ${String(access_token)}` };
  await call('templates', { key: 'bench', contents: { en: 'Your appointment {n} is tomorrow at ten.' } }, admin);
  await call('templates/bench/approve', {}, admin);
}

async function cost(name: string, messages: number, send: () => Promise<void>): Promise<Cost> {
  const before = {
    micros: bench.processorMicros(),
    operations: await operations(bench),
    bus: await busMessages(bench),
  };
  await send();
  await bench.settled();
  const micros = minus(bench.processorMicros(), before.micros);
  return {
    name,
    messages,
    micros,
    operations: minus(await operations(bench), before.operations),
    busMessages: (await busMessages(bench)) - before.bus,
  };
}

function minus(later: Record<string, number>, earlier: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(later).map(([name, value]) => [name, value - (earlier[name] ?? 0)]));
}

/** Calls of MongoDB by the dispatcher so far, by operation and collection. */
async function operations({ system }: Bench): Promise<Record<string, number>> {
  const ops = system.services.get('dispatcher-1')!.ports.ops;
  const metrics = await (await fetch(`http://127.0.0.1:${ops}/metrics`)).text();
  const counts = [...metrics.matchAll(/^postrider_mongodb_operations_total\{([^}]*)\} (\d+)/gm)].map(
    ([, labels, count]) => {
      const label = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(labels!)?.[1] ?? '';
      return [`${label('operation')} ${label('collection')}`, Number(count)] as const;
    },
  );
  return Object.fromEntries(counts);
}

/** Messages that clients published to nats-server so far. */
async function busMessages({ system }: Bench): Promise<number> {
  const answer = await fetch(`${system.natsMonitor}/varz`);
  return ((await answer.json()) as { in_msgs: number }).in_msgs;
}

function tableOf(costs: readonly Cost[]): string {
  const names = Object.keys(costs[0]!.micros);
  const per = ({ messages }: Cost, value: number): string => shown(value / messages);
  const sum = ({ micros }: Cost): number =>
    Object.entries(micros).reduce((total, [name, value]) => total + (name === 'load driver' ? 0 : value), 0);
  const operationNames = [...new Set(costs.flatMap(({ operations }) => Object.keys(operations)))].filter((name) =>
    costs.some(({ operations }) => (operations[name] ?? 0) > 0),
  );
  const row = (name: string, value: (cost: Cost) => string): string => `| ${name} | ${costs.map(value).join(' | ')} |`;
  return [
    `| microseconds of processor time per message to SENT | ${costs.map(({ name }) => name).join(' | ')} |`,
    `|---|${costs.map(() => '---').join('|')}|`,
    ...names.map((name) => row(name, (it) => per(it, it.micros[name]!))),
    row('**all but the load driver**', (it) => `**${per(it, sum(it))}**`),
    row('of one by text', (it) => shown(sum(it) / sum(costs[costs.indexOf(it) - (costs.indexOf(it) % 2)]!))),
    row('messages published on the bus, per message', (it) => per(it, it.busMessages)),
    row('MongoDB operations, per message', (it) =>
      per(
        it,
        Object.values(it.operations).reduce((a, b) => a + b, 0),
      ),
    ),
    ...operationNames.map((name) => row(`of these \`${name}\``, (it) => per(it, it.operations[name] ?? 0))),
  ].join('\n');
}
