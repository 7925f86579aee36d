import type { Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { cursorOption, limitOption } from '../options.ts';

export function senders(program: Command): void {
  const senders = program.command('senders').description('numbers and names that phones show');

  senders
    .command('list')
    .description('list the senders')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const all = await pagesOf((query) => answered(api.GET('/api/v1/senders', { params: { query } })), options);
        output.list(all, 'value', 'routes');
      }),
    );

  senders
    .command('put')
    .description('save a sender with the routes that have it')
    .argument('<value>', 'a number or name')
    .argument('<route...>', 'ids of routes')
    .action((value, routes, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(
          await answered(api.PUT('/api/v1/senders/{value}', { params: { path: { value } }, body: { routes } })),
        ),
      ),
    );

  senders
    .command('delete')
    .description('delete a sender')
    .argument('<value>', 'a number or name')
    .action((value, _, command) =>
      run(command, async ({ api, output }) => {
        await answered(api.DELETE('/api/v1/senders/{value}', { params: { path: { value } } }));
        output.say(`The sender ${value} is deleted.`);
      }),
    );

  senders
    .command('history')
    .description('who saved or deleted a sender, the newest first')
    .argument('<value>', 'a number or name')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((value, options, command) =>
      run(command, async ({ api, output }) => {
        const page = (query: object) =>
          answered(api.GET('/api/v1/senders/{value}/history', { params: { path: { value }, query } }));
        output.list(await pagesOf(page, options), 'version', 'at', 'by', 'kind', 'routes');
      }),
    );
}
