import { Api } from '../harness/api.ts';
import { collectAtRest, openLedger, type Evidence } from '../harness/ledger.ts';
import { Sandbox } from '../harness/sandbox.ts';
import { startSystem } from '../harness/system.ts';
import { until } from '../harness/wait.ts';
import { VendorPort } from '../drills/vendor-port.ts';
import { told } from './told.ts';

const BULK = 5_000;
const CODES = 100;
/** Divides the times of an attempt, so that a viewer need not wait for a lease of half a minute. */
const TIME_SCALE = 4;

interface Act {
  readonly says: string;
  readonly begin: () => Promise<unknown>;
}

console.log('Starting Postrider: two dispatchers, Twilio first, Amazon SNS behind it. All vendors are the sandbox.');
const port = await VendorPort.open();
const system = await startSystem({
  timeScale: TIME_SCALE,
  replicas: { gateway: 1, dispatcher: 2, 'provider-twilio': 1, 'provider-sns': 1 },
  env: { TWILIO_API_URL: `http://127.0.0.1:${port.port}` },
});
port.target = Number(new URL(system.sandbox).port);
const sandbox = new Sandbox(system.sandbox);
const api = new Api(system.gateways[0]!, system.apiKey);
console.log(`The phones, live: ${system.sandbox}/\n`);

const standing = (fault: Record<string, unknown>) => ({ fault, match: { operation: 'create' }, count: 'always' });
const fails = (fault: Record<string, unknown>) => () => sandbox.fault(standing(fault));
const acts: readonly Act[] = [
  { says: 'Twilio refuses connections', begin: () => port.close() },
  { says: 'Twilio answers 503', begin: fails({ kind: 'unavailable' }) },
  { says: 'Twilio takes every text and dies before it answers', begin: fails({ kind: 'reset-after-accept' }) },
  { says: 'Twilio hangs', begin: fails({ kind: 'hang', recorded: false }) },
  { says: 'Twilio is healthy', begin: async () => undefined },
];

try {
  const run = await play();
  console.log(told(run, acts));
} finally {
  await system.stop();
  await port.close().catch(() => undefined);
}

async function play(): Promise<Evidence & { readonly began: number[]; readonly codes: Map<string, number> }> {
  await sandbox.settings({ latencyMs: 20 });
  const ledger = await openLedger(system.mongoUri, system.database);
  const codes = new Map<string, number>();
  const began: number[] = [];
  for (const [at, { says, begin }] of acts.entries()) {
    if (at > 0) await heal();
    await begin();
    began.push(Date.now());
    console.log(`${at + 1}. ${says}: ${BULK / acts.length} bulk texts and ${CODES / acts.length} codes`);
    await bulk(at);
    for (let n = 0; n < CODES / acts.length; n++) {
      const to = `+85261${String(at * 1_000 + n).padStart(6, '0')}`;
      codes.set(to, Date.now());
      await accepted(() => api.send({ to, text: `Your code is ${100_000 + n}.`, category: 'otp' }, `code-${to}`));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await progress(ledger);
  }
  const isOver = async (): Promise<boolean> => (await progress(ledger)) === 0;
  await until('every message has ended', isOver, { withinMs: 180_000, everyMs: 500 });
  process.stdout.write('\n\n');
  const run = await collectAtRest(ledger, sandbox, []);
  await ledger.close();
  return { ...run, began, codes };
}

/** Twilio answers again: one dispatcher probes it now and then, lets one message through, then a tenth, then all. */
async function heal(): Promise<void> {
  if (!port.isOpen) await port.listen();
  await sandbox.clearFaults();
  process.stdout.write('\n   Twilio answers again; waiting until its route is closed');
  const ledger = await openLedger(system.mongoUri, system.database);
  const isClosed = async (): Promise<boolean> => {
    process.stdout.write('.');
    const route = await ledger.db.collection('vendor_accounts').findOne({ vendor: 'twilio' });
    return route?.state?.breaker === 'closed';
  };
  try {
    await until('Twilio is used again', isClosed, { withinMs: 180_000, everyMs: 1_000 });
  } finally {
    await ledger.close();
  }
  process.stdout.write('\n');
}

async function bulk(act: number): Promise<void> {
  const size = BULK / acts.length;
  const messages = Array.from({ length: size }, (_, n) => ({
    to: `+85251${String(act * size + n).padStart(6, '0')}`,
    text: `Spring sale, number ${act * size + n}.`,
    category: 'marketing',
  }));
  await accepted(() => api.sendBatch(messages, `bulk-${act}`));
}

async function accepted(send: () => Promise<{ readonly status: number }>): Promise<void> {
  const { status } = await send();
  if (status !== 202) throw new Error(`A send was answered with ${status}.`);
}

/** Prints one line that says how many still wait, and returns that number. */
async function progress(ledger: Awaited<ReturnType<typeof openLedger>>): Promise<number> {
  const open =
    (await ledger.countMessages({ wake_at: { $exists: true } })) +
    (await ledger.countRequests({ wake_at: { $exists: true } }));
  const { texts } = await sandbox.call<{ texts: number }>('GET', 'counts');
  process.stdout.write(`\r   ${texts} texts on phones, ${open} messages not closed yet      `);
  if (open > 0) process.stdout.write('\n');
  return open;
}
