// Real: `npm start` on the data folder of an older version, and the texts that phones then receive.
import { dumps, restoreDump } from '../../../../e2e/dumps/restore.ts';
import { Api, type MessageView } from '../../../../e2e/harness/api.ts';
import { Sandbox } from '../../../../e2e/harness/sandbox.ts';
import { until } from '../../../../e2e/harness/wait.ts';
import { Scratch } from './standalone.ts';

/** Each takes a start of its own: all of them with POSTRIDER_ALL_DUMPS=1, else the oldest and the newest. */
const opened = process.env.POSTRIDER_ALL_DUMPS ? dumps() : [...new Set([...dumps().slice(0, 1), ...dumps().slice(-1)])];

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

/** Of hkt, which takes a text while the adapters before it are starting, there is no word about delivery. */
const isAtEnd = ({ status, attempts }: MessageView, ends: string): boolean =>
  status === ends || (ends === 'DELIVERED' && status === 'SENT' && attempts.at(-1)?.vendor === 'hkt');

test.each(opened)(
  'data of %s can be opened: closed messages are unchanged, and waiting ones arrive once',
  async (commit) => {
    const { messages, firstRun } = await restoreDump(commit, scratch.data);
    const start = scratch.start();
    const [, address] = await start.printed(/API +(http:\S+)/);
    const [, phones] = await start.printed(/Phones +(http:\S+?)\/ /);
    const api = new Api(address!, firstRun.SEED_API_KEY!);
    const sandbox = new Sandbox(phones!);

    const unlike: string[] = [];
    for (const { id, ends, metadata } of messages) {
      const reached = until(id, async () => isAtEnd(await api.message(id), ends), {
        withinMs: 60_000,
        everyMs: 100,
      });
      await reached.catch(async () => unlike.push(`${id} is ${(await api.message(id)).status}, not ${ends}`));
      if (metadata) expect((await api.message(id)).metadata).toEqual(metadata);
    }

    expect(unlike).toEqual([]);
    const waited = messages.filter(({ waits, ends }) => waits && ends === 'DELIVERED');
    const arrived = (await sandbox.texts()).map(({ to, body }) => `${to} ${body}`);
    expect(new Set(arrived)).toEqual(new Set(waited.map(({ to, text }) => `${to} ${text}`)));
    expect(arrived).toHaveLength(waited.length);

    expect((await api.call('GET', '/api/v1/tenant')).body).toMatchObject({ version: 1 });
    const { data } = (await api.call<{ data: { vendor: string; enabled: boolean }[] }>('GET', '/api/v1/routes')).body;
    // Of the vendors that there were then; later ones have routes of their own.
    const old = data.filter(({ vendor }) => ['twilio', 'sns'].includes(vendor));
    expect(old.map(({ enabled }) => enabled)).toEqual([true, true]);
  },
  240_000,
);
