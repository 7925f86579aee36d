import { Option, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { EXIT } from '../failure.ts';
import { cursorOption, given, instant, limitOption } from '../options.ts';
import { categoryOption } from './message-options.ts';

const stateOption = () =>
  new Option('--state <name>', 'pending, retried or abandoned').choices(['pending', 'retried', 'abandoned'] as const);
const onRouteOption = () => new Option('--route <id>', 'of their last attempt');
const fromOption = () => new Option('--from <time>', 'accepted from then on').argParser(instant);
const untilOption = () => new Option('--until <time>', 'accepted before').argParser(instant);
const duplicateOption = () =>
  new Option('--accept-duplicate', 'also where it is not known whether an attempt was sent');

export function deadLetters(program: Command): void {
  const letters = program.command('dead-letters').description('messages that failed with their attempts used up');

  letters
    .command('list')
    .description('list them')
    .addOption(stateOption())
    .addOption(categoryOption())
    .addOption(onRouteOption())
    .addOption(fromOption())
    .addOption(untilOption())
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(({ limit, cursor, ...filters }, command) =>
      run(command, async ({ api, output }) => {
        const page = (query: object) =>
          answered(api.GET('/api/v1/dead-letters', { params: { query: { ...given(filters), ...query } } }));
        const all = await pagesOf(page, { limit, cursor });
        output.list(all, 'id', 'state', 'to', 'category', 'route', 'code', 'attempts', 'created_at');
      }),
    );

  letters
    .command('stats')
    .description('count them by state, route and category')
    .addOption(stateOption())
    .addOption(categoryOption())
    .addOption(onRouteOption())
    .addOption(fromOption())
    .addOption(untilOption())
    .action((filters, command) =>
      run(command, async ({ api, output }) => {
        const params = { query: given(filters) };
        output.one(await answered(api.GET('/api/v1/dead-letters/stats', { params })));
      }),
    );

  letters
    .command('retry')
    .description('send one again, as a new message')
    .argument('<id>')
    .addOption(duplicateOption())
    .action((id, { acceptDuplicate }, command) =>
      run(command, async ({ api, output }) => {
        const body = acceptDuplicate ? { accept_duplicate: true } : {};
        output.one(await answered(api.POST('/api/v1/dead-letters/{id}/retry', { params: { path: { id } }, body })));
      }),
    );

  letters
    .command('retry-all')
    .description('send all pending ones again that the filters name')
    .addOption(categoryOption())
    .addOption(onRouteOption())
    .addOption(fromOption())
    .addOption(untilOption())
    .addOption(duplicateOption())
    .action(({ acceptDuplicate, ...filters }, command) =>
      run(command, async ({ api, output }) => {
        const body = { ...given(filters), ...(acceptDuplicate && { accept_duplicate: true }) };
        const retried: object[] = [];
        const skipped: object[] = [];
        for (let cursor: string | undefined; ;) {
          const answer = await answered(
            api.POST('/api/v1/dead-letters/retry', { body: { ...body, ...(cursor !== undefined && { cursor }) } }),
          );
          retried.push(...answer.retried);
          skipped.push(...answer.skipped);
          if (answer.next_cursor === null) break;
          cursor = answer.next_cursor;
        }
        output.one({ retried, skipped });
        return skipped.length > 0 ? EXIT.partly : EXIT.done;
      }),
    );

  letters
    .command('abandon')
    .description('decide that one is not sent again')
    .argument('<id>')
    .requiredOption('--reason <sentence>', 'for the record')
    .action((id, { reason }, command) =>
      run(command, async ({ api, output }) => {
        const params = { path: { id } };
        output.one(await answered(api.POST('/api/v1/dead-letters/{id}/abandon', { params, body: { reason } })));
      }),
    );
}
