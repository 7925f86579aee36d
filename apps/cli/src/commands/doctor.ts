import type { Command } from '@commander-js/extra-typings';
import { run } from '../cli.ts';
import { listening, readiness } from '../doctor/addresses.ts';
import { examine } from '../doctor/examine.ts';
import { EXIT } from '../failure.ts';

/** doctor and limits. */
export function doctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'what is wrong and what to do: services, indexes, clocks, disk, keys, vendors; ends with 1 if something is',
    )
    .option('--ready <address...>', 'health of services too, such as http://127.0.0.1:9464')
    .option('--listens <host:port...>', 'servers too, such as NATS or MongoDB at 127.0.0.1:4222')
    .action(({ ready = [], listens = [] }, command) =>
      run(command, async ({ api, connection, output }) => {
        const asked = [examine(api, connection.url), ...ready.map(readiness), ...listens.map(listening)];
        const checks = (await Promise.all(asked)).flat();
        const ok = checks.every((check) => check.ok);
        if (output.isJson) output.one({ ok, checks });
        else output.list({ data: checks }, 'of', 'what', 'ok', 'detail');
        output.say(ok ? 'All is well.' : 'Something is wrong: see the lines with `no`.');
        return ok ? EXIT.done : EXIT.refused;
      }),
    );
}
