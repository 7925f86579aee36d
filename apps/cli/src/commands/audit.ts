import { Option, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { EXIT } from '../failure.ts';
import { cursorOption, given, instant, limitOption } from '../options.ts';
import { saveStream } from '../output/save-stream.ts';

const RESULTS = ['allowed', 'denied', 'unknown'] as const;
const fromOption = () => new Option('--from <time>', 'done from then on').argParser(instant);
const untilOption = () => new Option('--until <time>', 'done before').argParser(instant);
const actionOption = () => new Option('--action <name>', 'what was done, such as key.create');
const actorOption = () => new Option('--actor <name>', 'who did it, such as user:<id>');
const targetOption = () => new Option('--target <id>', 'what it was done to');
const resultOption = () => new Option('--result <name>', 'how it ended').choices(RESULTS);

export function audit(program: Command): void {
  const audit = program.command('audit').description('who did what');

  audit
    .command('list')
    .description('list what was done, the newest first')
    .addOption(fromOption())
    .addOption(untilOption())
    .addOption(actionOption())
    .addOption(actorOption())
    .addOption(targetOption())
    .addOption(resultOption())
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(({ limit, cursor, ...filters }, command) =>
      run(command, async ({ api, output }) => {
        const page = (page: object) =>
          answered(api.GET('/api/v1/audit-log', { params: { query: { ...given(filters), ...page } } }));
        const all = await pagesOf(page, { limit, cursor });
        output.list(all, 'at', 'action', 'result', 'actor', 'target', 'code', 'client_ip');
      }),
    );

  audit
    .command('export')
    .description('all that the filters choose, to the standard output or a file')
    .argument('[file]')
    .addOption(new Option('--format <name>', 'of the file').choices(['csv', 'ndjson'] as const).default('csv' as const))
    .addOption(fromOption())
    .addOption(untilOption())
    .addOption(actionOption())
    .addOption(actorOption())
    .addOption(targetOption())
    .addOption(resultOption())
    .action((file, filters, command) =>
      run(command, async ({ api }) => {
        const params = { query: given(filters) };
        await saveStream(await answered(api.GET('/api/v1/audit-log/export', { params, parseAs: 'stream' })), file);
      }),
    );

  audit
    .command('verify')
    .description('whether the log is as it was written; ends with 1 if it is not')
    .action((_, command) =>
      run(command, async ({ api, output }) => {
        const found = await answered(api.GET('/api/v1/audit-log/verification'));
        output.one(found);
        return found.verified ? EXIT.done : EXIT.refused;
      }),
    );
}
