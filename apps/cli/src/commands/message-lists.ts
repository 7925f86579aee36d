import { Option, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { cursorOption, given, instant, limitOption } from '../options.ts';
import { categoryOption } from './message-options.ts';

const COLUMNS = ['id', 'status', 'reason', 'to', 'category', 'environment', 'created_at'];
const fromOption = () => new Option('--from <time>', 'accepted from then on').argParser(instant);
const untilOption = () => new Option('--until <time>', 'accepted before').argParser(instant);
const channelOption = () =>
  new Option('--channel <channel>', 'with or without pictures').choices(['sms', 'mms'] as const);
const byTemplateOption = () => new Option('--template <name>', 'by this template: its id, key or number');
const onRouteOption = () => new Option('--route <id>', 'on this route');
const byAgentOption = () => new Option('--agent <id>', 'of this phone: what it sent, holds or waits for');

export function messageLists(program: Command): void {
  const messages = program.command('messages').description('messages that were accepted');

  messages
    .command('list')
    .description('list messages, the newest first')
    .addOption(categoryOption())
    .addOption(channelOption())
    .addOption(onRouteOption())
    .addOption(byAgentOption())
    .addOption(byTemplateOption())
    .option('--request <id>', 'of this request')
    .addOption(fromOption())
    .addOption(untilOption())
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(({ limit, cursor, ...filters }, command) =>
      run(command, async ({ api, output }) => {
        const page = (page: object) =>
          answered(api.GET('/api/v1/messages', { params: { query: { ...given(filters), ...page } } }));
        output.list(await pagesOf(page, { limit, cursor }), ...COLUMNS);
      }),
    );

  messages
    .command('search')
    .description('search messages by number or text, neither of which is sent in a URL')
    .option('--to <number>', 'to this number')
    .option('--text <words>', 'whose text contains this')
    .addOption(categoryOption())
    .addOption(channelOption())
    .addOption(onRouteOption())
    .addOption(byAgentOption())
    .addOption(byTemplateOption())
    .addOption(fromOption())
    .addOption(untilOption())
    .addOption(cursorOption())
    .action((filters, command) =>
      run(command, async ({ api, output }) => {
        output.list(await answered(api.POST('/api/v1/messages/search', { body: given(filters) })), ...COLUMNS);
      }),
    );
}
