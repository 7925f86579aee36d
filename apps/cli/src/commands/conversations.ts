import { Option, type Command } from '@commander-js/extra-typings';
import { randomBase32 } from '#libs/kernel';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { cursorOption, limitOption } from '../options.ts';

const KEYWORDS = ['stop', 'start', 'help'] as const;

/** inbound, conversations and reply. */
export function conversations(program: Command): void {
  program
    .command('inbound')
    .description('texts that people sent to your numbers, newest first')
    .addOption(new Option('--keyword <word>', 'texts that asked for this').choices(KEYWORDS))
    .option('--review', 'only those that somebody should read')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(({ keyword, review, ...options }, command) =>
      run(command, async ({ api, output }) => {
        const where = { ...(keyword && { keyword }), ...(review && { needs_review: 'true' as const }) };
        const page = (page: object) =>
          answered(api.GET('/api/v1/inbound-messages', { params: { query: { ...where, ...page } } }));
        output.list(await pagesOf(page, options), 'id', 'received_at', 'from', 'to', 'text', 'keyword', 'conversation');
      }),
    );

  program
    .command('conversations')
    .description('the conversations with the latest texts, or what was received and sent in one')
    .argument('[id]')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action((id, options, command) =>
      run(command, async ({ api, output }) => {
        if (id === undefined) {
          const page = (query: object) => answered(api.GET('/api/v1/conversations', { params: { query } }));
          output.list(await pagesOf(page, options), 'id', 'number', 'our_number', 'last_received_at', 'route');
          return;
        }
        const page = (query: object) =>
          answered(api.GET('/api/v1/conversations/{id}', { params: { path: { id }, query } }));
        output.list(await pagesOf(page, options), 'at', 'direction', 'text', 'status', 'id');
      }),
    );

  program
    .command('reply')
    .description('send a text to the person of a conversation, from the number that received theirs')
    .argument('<id>', 'of the conversation')
    .argument('<text>')
    .action((id, text, _, command) =>
      run(command, async ({ api, output }) => {
        const header = { 'Idempotency-Key': `cli-${randomBase32(26)}` };
        const params = { path: { id }, header };
        output.one(await answered(api.POST('/api/v1/conversations/{id}/reply', { params, body: { text } })));
      }),
    );
}
