import { Option, type Command } from '@commander-js/extra-typings';
import { decode } from '../batch/decode.ts';
import { partsOf } from '../batch/csv-parts.ts';
import { readCsv } from '../batch/read-csv.ts';
import { answered } from '../api/client.ts';
import { pagesOf } from '../api/pages.ts';
import { run } from '../cli.ts';
import { EXIT } from '../failure.ts';
import { readBytes } from '../input.ts';
import { cursorOption, limitOption } from '../options.ts';
import { saveStream } from '../output/save-stream.ts';

const scopeOption = () =>
  new Option('--scope <name>', 'all, or marketing alone').choices(['all', 'marketing'] as const);

export function optOuts(program: Command): void {
  const optOuts = program.command('opt-outs').description('numbers that get no messages, or no advertising');

  optOuts
    .command('list')
    .description('list the opt-outs in force')
    .addOption(scopeOption())
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(({ scope, ...options }, command) =>
      run(command, async ({ api, output }) => {
        const page = (page: object) =>
          answered(api.GET('/api/v1/opt-outs', { params: { query: { ...(scope && { scope }), ...page } } }));
        output.list(await pagesOf(page, options), 'id', 'number', 'scope', 'source', 'at', 'by', 'proof');
      }),
    );

  optOuts
    .command('find')
    .description('whether a number has opted out, and what changed')
    .argument('<number>')
    .action((number, _, command) =>
      run(command, async ({ api, output }) =>
        output.one(await answered(api.POST('/api/v1/opt-outs/search', { body: { number } }))),
      ),
    );

  optOuts
    .command('add')
    .description('add an opt-out')
    .argument('<number>')
    .addOption(scopeOption())
    .option('--proof <words>', 'the word that the person sent, or where the wish is filed')
    .action((number, { scope, proof }, command) =>
      run(command, async ({ api, output }) => {
        const body = { number, ...(scope && { scope }), ...(proof !== undefined && { proof }) };
        output.one(await answered(api.POST('/api/v1/opt-outs', { body })));
      }),
    );

  optOuts
    .command('lift')
    .description('lift an opt-out, because the person asked for it')
    .argument('<id>')
    .requiredOption('--reason <sentence>', 'kept in the history of the number')
    .action((id, { reason }, command) =>
      run(command, async ({ api, output }) => {
        await answered(api.DELETE('/api/v1/opt-outs/{id}', { params: { path: { id } }, body: { reason } }));
        output.say(`The opt-out ${id} is lifted.`);
      }),
    );

  optOuts
    .command('import')
    .description('add the opt-outs of a CSV file with the columns number, scope, source and proof')
    .argument('<file>', 'CSV; - is the standard input')
    .option('--encoding <name>', 'of a file that is not UTF-8 and has no byte order mark, such as windows-1252')
    .action((file, { encoding }, command) =>
      run(command, async ({ api, output }) => {
        let [added, known] = [0, 0];
        const errors: { line: number; code: string; detail: string }[] = [];
        for (const { text, lines } of partsOf(readCsv(decode(await readBytes(file), encoding)))) {
          const call = { body: text, bodySerializer: String, headers: { 'content-type': 'text/csv' } };
          const answer = await answered(api.POST('/api/v1/opt-outs/import', call));
          added += answer.added;
          known += answer.known;
          errors.push(...answer.errors.map((each) => ({ ...each, line: lines[each.line - 2] ?? each.line })));
        }
        output.one({ added, known, refused: errors.length, errors });
        if (errors.length === 0) return EXIT.done;
        return added + known > 0 ? EXIT.partly : EXIT.refused;
      }),
    );

  optOuts
    .command('export')
    .description('all opt-outs in force as CSV, to the standard output or a file')
    .argument('[file]')
    .addOption(scopeOption())
    .action((file, { scope }, command) =>
      run(command, async ({ api }) => {
        const params = { query: scope ? { scope } : {} };
        await saveStream(await answered(api.GET('/api/v1/opt-outs/export', { params, parseAs: 'stream' })), file);
      }),
    );
}
