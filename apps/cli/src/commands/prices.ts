import { Option, type Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { partsOf } from '../batch/csv-parts.ts';
import { decode } from '../batch/decode.ts';
import { readCsv } from '../batch/read-csv.ts';
import { run } from '../cli.ts';
import { EXIT } from '../failure.ts';
import { readBytes } from '../input.ts';
import { cursorOption, given, instant, integerFrom, limitOption } from '../options.ts';

const channelOption = () =>
  new Option('--channel <name>', 'sms: of a segment; mms: of a message with pictures').choices(['sms', 'mms'] as const);

export function prices(program: Command): void {
  const prices = program.command('prices').description('what the vendors of the routes charge');

  prices
    .command('list')
    .description('list the prices')
    .option('--route <id>', 'of this route alone')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(({ route, ...options }, command) =>
      run(command, async ({ api, output }) => {
        const page = (page: object) =>
          answered(api.GET('/api/v1/prices', { params: { query: { ...given({ route }), ...page } } }));
        const columns = ['route', 'channel', 'country', 'prefix', 'price_micros', 'currency', 'valid_from', 'id'];
        output.list(await pagesOf(page, options), ...columns);
      }),
    );

  prices
    .command('set')
    .description('save a price, in millionths of a unit of the currency')
    .argument('<route>')
    .argument('<micros>', 'such as 7500 for 0.0075', integerFrom(0))
    .argument('<currency>', 'ISO 4217, or credits')
    .option('--country <country>', 'its country; without it every country')
    .option('--prefix <digits>', 'how its numbers begin, such as +98912')
    .addOption(channelOption())
    .option('--from <time>', 'since when; without it always', instant)
    .action((route, price_micros, currency, { country, prefix, channel, from }, command) =>
      run(command, async ({ api, output }) => {
        const optional = given({ country, prefix, channel, valid_from: from });
        output.one(
          await answered(api.POST('/api/v1/prices', { body: { route, price_micros, currency, ...optional } })),
        );
      }),
    );

  prices
    .command('delete')
    .description('delete a price')
    .argument('<id>')
    .action((id, _, command) =>
      run(command, async ({ api, output }) => {
        await answered(api.DELETE('/api/v1/prices/{id}', { params: { path: { id } } }));
        output.say(`The price ${id} is deleted.`);
      }),
    );

  prices
    .command('import')
    .description(
      'save the prices of a CSV file with the columns route, price_micros, currency, country, prefix, channel and valid_from',
    )
    .argument('<file>', 'CSV; - is the standard input')
    .option('--encoding <name>', 'of a file that is not UTF-8 and has no byte order mark, such as windows-1252')
    .action((file, { encoding }, command) =>
      run(command, async ({ api, output }) => {
        let [saved, known, refused] = [0, 0, 0];
        const errors: { line: number; code: string; detail: string }[] = [];
        for (const { text, lines } of partsOf(readCsv(decode(await readBytes(file), encoding)))) {
          const call = { body: text, bodySerializer: String, headers: { 'content-type': 'text/csv' } };
          const answer = await answered(api.POST('/api/v1/prices/import', call));
          saved += answer.saved;
          known += answer.known;
          refused += answer.refused;
          errors.push(...answer.errors.map((each) => ({ ...each, line: lines[each.line - 2] ?? each.line })));
        }
        output.one({ saved, known, refused, errors });
        if (refused === 0) return EXIT.done;
        return saved + known > 0 ? EXIT.partly : EXIT.refused;
      }),
    );
}
