import type { Command } from '@commander-js/extra-typings';
import { checkBatch, sendBatch } from '../batch/run-batch.ts';
import { decode } from '../batch/decode.ts';
import { messagesOf } from '../batch/messages-of.ts';
import { readCsv } from '../batch/read-csv.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { readBytes } from '../input.ts';
import { integerFrom } from '../options.ts';
import {
  agentOption,
  categoryOption,
  guaranteeOption,
  languageOption,
  poolOption,
  priorityOption,
  routeOption,
  sendAtOption,
  senderOption,
  templateOption,
  validForOption,
  variableOption,
  wishesOf,
} from './message-options.ts';

const NOTES = `
The first line names the columns. The numbers are in the column to; the texts are in the column text, or are made of
--text, in which {{name}} is the column name. client_ref, subject_ref, sender and send_at are read if they are there.
With --template every other column is a variable of the template; an empty field takes the value of --var.
Fields are separated by commas, semicolons or tabs.

A command that was interrupted is repeated unchanged: what it had sent is not sent again. The same content under
another --run is sent again. A changed file is another batch, so correct refused rows in the file of --rejects.`;

export function batch(program: Command): void {
  program
    .command('batch')
    .description('send the rows of a CSV file')
    .argument('<file>', 'CSV; - is the standard input')
    .option('--text <text>', 'the text of every message; {{name}} is the column name')
    .addOption(templateOption())
    .addOption(variableOption())
    .addOption(languageOption())
    .option('--to <column>', 'the column of the numbers', 'to')
    .option('--encoding <name>', 'of a file that is not UTF-8 and has no byte order mark, such as windows-1252')
    .option('--run <name>', 'sends the same content again, under another name', '')
    .option('--chunk <n>', 'rows in a call', integerFrom(1, 5_000), 5_000)
    .option('--rejects <file>', 'writes the rows that were refused to this file')
    .option('--dry-run', 'check every row and simulate the first; send nothing')
    .addOption(categoryOption())
    .addOption(senderOption())
    .addOption(routeOption())
    .addOption(agentOption())
    .addOption(poolOption())
    .addOption(sendAtOption())
    .addOption(validForOption())
    .addOption(guaranteeOption())
    .addOption(priorityOption())
    .addHelpText('after', NOTES)
    .action((file, options, command) =>
      run(command, async (cli) => {
        const csv = readCsv(decode(await readBytes(file), options.encoding));
        const read = messagesOf(csv, options);
        const { run, chunk, rejects, template, language } = options;
        if (language !== undefined && template === undefined) throw misused('--language needs --template beside it.');
        const defaults = {
          ...(template !== undefined && { template }),
          ...(language !== undefined && { language }),
          ...wishesOf(options),
        };
        const batch = { ...read, columns: csv.columns, defaults, run, size: chunk, rejects };
        return options.dryRun ? checkBatch(cli, batch) : sendBatch(cli, batch);
      }),
    );
}
