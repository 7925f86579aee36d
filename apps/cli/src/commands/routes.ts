import { Argument, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { cursorOption, duration, integerFrom, limitOption, names } from '../options.ts';

/** routes and vendors. */
export function routes(program: Command): void {
  const routes = program.command('routes').description('ways to a vendor');

  routes
    .command('list')
    .description('list the routes')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((options, command) =>
      run(command, async ({ api, output }) => {
        const all = await pagesOf((query) => answered(api.GET('/api/v1/routes', { params: { query } })), options);
        output.list(all, 'id', 'vendor', 'environment', 'enabled', 'order', 'state.breaker', 'state.reason', 'name');
      }),
    );

  routes
    .command('show')
    .description('read a route with its state')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(await answered(api.GET('/api/v1/routes/{id}', { params: { path: { id } } }))),
      ),
    );

  routes
    .command('change')
    .description('change the settings of a route')
    .argument('<id>')
    .option('--name <name>', 'its name for people')
    .option('--enabled', 'messages may take it')
    .option('--no-enabled', 'no message takes it')
    .option('--order <n>', 'its place where no rule names an order', integerFrom(0))
    .option('--countries <countries>', 'the only countries it carries to, with commas between', names)
    .option('--max-segments <n>', 'the longest text it carries', integerFrom(1))
    .action((id, { name, enabled, order, countries, maxSegments }, command) =>
      run(command, async ({ api, output }) => {
        const body = {
          ...(name !== undefined && { name }),
          ...(enabled !== undefined && { enabled }),
          ...(order !== undefined && { order }),
          ...(countries && { countries }),
          ...(maxSegments !== undefined && { max_segments: maxSegments }),
        };
        if (Object.keys(body).length === 0) throw misused('Say what to change; --help lists it.');
        output.one(await answered(api.PATCH('/api/v1/routes/{id}', { params: { path: { id } }, body })));
      }),
    );

  routes
    .command('force')
    .description('open: no message takes it; closed: messages take it whatever its health; auto: health decides')
    .argument('<id>')
    .addArgument(new Argument('<state>').choices(['open', 'closed', 'auto'] as const))
    .requiredOption('--reason <sentence>', 'for the history')
    .option('--for <time>', 'such as 15m or 2h', duration)
    .action((id, force, { reason, for: forS }, command) =>
      run(command, async ({ api, output }) => {
        const body = { force, reason, ...(forS !== undefined && { for_s: forS }) };
        output.one(await answered(api.POST('/api/v1/routes/{id}/force', { params: { path: { id } }, body })));
      }),
    );

  routes
    .command('history')
    .description('changes of a route, the newest first')
    .argument('<id>')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((id, options, command) =>
      run(command, async ({ api, output }) => {
        const page = (query: object) =>
          answered(api.GET('/api/v1/routes/{id}/history', { params: { path: { id }, query } }));
        output.list(await pagesOf(page, options), 'version', 'at', 'by', 'kind', 'reason');
      }),
    );

  program
    .command('vendors')
    .description('vendors and the health of their routes')
    .action((_, command) =>
      run(command, async ({ api, output }) => {
        const answer = await answered(api.GET('/api/v1/vendors'));
        const rows = answer.data.flatMap(({ routes }) => routes);
        const columns = [
          'route',
          'vendor',
          'environment',
          'enabled',
          'state.breaker',
          'in_flight',
          'concurrency_limit',
        ];
        output.list(output.isJson ? answer : { data: rows }, ...columns, 'state.reason');
      }),
    );
}
