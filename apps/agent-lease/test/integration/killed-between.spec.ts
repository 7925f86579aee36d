// Real: two processes of agent-lease with their HTTP servers, one of which dies; MongoDB, NATS. The dispatcher is canned.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { LeaseUse } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { budgetsOn, usedBy } from '../builders/budgets.ts';
import { leased, runAgentLease, TENANT, type RunningAgentLease } from '../builders/running-agent-lease.ts';

let running: RunningAgentLease;
let child: ChildProcess | undefined;
beforeAll(async () => {
  running = await runAgentLease({ AGENT_RATE_LIMIT_PER_MIN: '10' });
});
afterEach(() => child?.kill('SIGKILL'));
afterAll(() => running[Symbol.asyncDispose]());

const at = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** A process that dies at the checkpoint. */
async function doomed(DRILL_CHECKPOINT: string) {
  const port = await freePort();
  const preloads = ['tools/decorated-typescript.ts', 'e2e/drills/checkpoint-preload.mjs'];
  const args = [...preloads.flatMap((preload) => ['--import', at(preload)]), at('apps/agent-lease/src/main.ts')];
  const env = { PATH: process.env.PATH, ...running.settings, AGENT_PORT: `${port}`, OPS_PORT: '0', DRILL_CHECKPOINT };
  child = spawn(at('node_modules/.bin/node'), args, { env, stdio: 'ignore' });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await until('it serves', () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return { url, exited };
}

test.each([
  ['between reservation and lease', 'agent-lease.lease.after_reserve', 0],
  ['between lease and settling', 'agent-lease.lease.after_grant', 2],
])(
  'a process that dies %s leaves counts that the sweep makes a recount',
  async (_, checkpoint, sent) => {
    const { id, token } = await running.register(`killed ${sent}`, { capabilities: ['start'] });
    const truth = new Map<string, LeaseUse>();
    running.dispatcher.questions.phones.lease.says(({ agent, lease_id }) => {
      truth.set(lease_id, usedBy(lease_id, ['ann', 'ben']));
      return {
        leases: ['ann', 'ben'].map((recipient) => leased({ lease_id, recipient })),
        routes: [agent],
        more: false,
      };
    });
    const { url, exited } = await doomed(checkpoint);

    await expect(running.call('/agent/jobs/next?limit=5', { token }, url)).rejects.toThrow();
    await exited;
    const used = async () => (await running.agents.read({ tenant: TENANT, id })).sims[0]!.used;
    expect(await used()).toMatchObject({ day: 5, month: 5 });

    const { sweep } = budgetsOn(running.mongo.session, { truth, now: () => clock.now() + 31_000 });
    await sweep();
    expect(await used()).toMatchObject({ day: sent, month: sent, parts: sent, recipients: sent });
  },
  60_000,
);
