import { Option, type Command } from '@commander-js/extra-typings';
import { renderUnicodeCompact } from 'uqr';
import { monotonicMs, sleep } from '#libs/kernel';
import { answered, type Api } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { EXIT, Failure } from '../failure.ts';
import { given } from '../options.ts';

const POLL_MS = 1_000;
const WAITED_MS = 600_000;

/** agents enrol. */
export function enrol(agents: Command): void {
  agents
    .command('enrol')
    .description('show a QR code with which one phone registers, and wait until it is there')
    .option('--label <label>', 'of the phone, for people')
    .option('--pool <pool>', 'id or name of the pool that it joins')
    .addOption(new Option('--for <environment>', 'what it sends').choices(['live', 'test'] as const))
    .option('--no-wait', 'only show the code; so does --json')
    .action(({ label, pool, for: environment, wait }, command) =>
      run(command, async ({ api, output }) => {
        const before = new Set((await phonesOf(api)).map(({ id }) => id));
        const body = given({ label, pool, environment });
        const code = await answered(api.POST('/api/v1/agents/enrolment-codes', { body }));
        if (output.isJson) return output.one(code);

        output.raw(`${renderUnicodeCompact(code.qr_text)}\n\n${code.code}`);
        output.say('Scan it with the phone, or type the code there. It is valid for ten minutes, and once.');
        if (wait) output.one(await newPhone(api, before));
      }),
    );
}

/** The first phone that was not there before. */
async function newPhone(api: Api, before: ReadonlySet<string>) {
  const until = monotonicMs() + WAITED_MS;
  for (;;) {
    const found = (await phonesOf(api)).find(({ id }) => !before.has(id));
    const left = until - monotonicMs();
    tell(found ? '' : `Waiting for the phone, ${Math.ceil(left / 1_000)} s left`);
    if (found) return found;
    if (left <= 0) throw new Failure(EXIT.refused, 'No phone came with the code. Make a new one.');
    await sleep(POLL_MS);
  }
}

const phonesOf = async (api: Api) =>
  (await pagesOf((query) => answered(api.GET('/api/v1/agents', { params: { query } })), { limit: Infinity })).data;

/** One line on the terminal, written over the one before. */
function tell(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}
