import type { Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { run } from '../cli.ts';
import { duration } from '../options.ts';
import { isOfRequest, watch } from '../watch.ts';

/** status, reveal, watch, cancel and numbers. */
export function messages(program: Command): void {
  program
    .command('status')
    .description('a message with its attempts and timeline, or a request with its counts')
    .argument('<id>', 'of a message or request')
    .action((id, _, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { id } };
        if (isOfRequest(id)) output.one(await answered(api.GET('/api/v1/requests/{id}', { params })));
        else output.one(await answered(api.GET('/api/v1/messages/{id}', { params })));
      }),
    );

  program
    .command('reveal')
    .description('the text and the full number of a message; it is audited')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(await answered(api.POST('/api/v1/messages/{id}/reveal', { params: { path: { id } } }))),
      ),
    );

  program
    .command('watch')
    .description('wait until a message, or every message of a request, is closed')
    .argument('<id>', 'of a message or request')
    .option('--for <time>', 'such as 90s or 15m; ends with exit code 1 after it', duration, 600)
    .action((id, options, command) => run(command, ({ api, output }) => watch(api, output, id, options.for)));

  program
    .command('cancel')
    .description('cancel a message, or all waiting messages of a request')
    .argument('<id>', 'of a message or request')
    .action((id, _, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { id } };
        if (isOfRequest(id)) output.one(await answered(api.POST('/api/v1/requests/{id}/cancel', { params })));
        else output.one(await answered(api.POST('/api/v1/messages/{id}/cancel', { params })));
      }),
    );

  program
    .command('numbers')
    .description('how numbers are read, and whether the tenant may send to them')
    .argument('<number...>')
    .option('--region <country>', 'of numbers without a country code')
    .action((numbers, { region }, command) =>
      run(command, async ({ api, output }) => {
        const body = { numbers, ...(region !== undefined && { default_region: region }) };
        const answer = await answered(api.POST('/api/v1/numbers/validate', { body }));
        output.list(answer, 'number', 'valid', 'e164', 'country', 'type', 'allowed', 'reason');
      }),
    );
}
