import type { Cli } from '../cli.ts';
import type { MessageWishes } from '../commands/message-options.ts';
import { EXIT, misused, type ExitCode } from '../failure.ts';
import type { Output } from '../output/output.ts';
import { progress } from '../output/progress.ts';
import { refusedNumbers, simulated } from './check-batch.ts';
import { chunksOf } from './chunks.ts';
import { segmentsIn, type ReadBatch } from './messages-of.ts';
import type { BadRow } from './read-csv.ts';
import { writeRefused } from './rows-file.ts';
import { sendChunks } from './send-chunks.ts';

export interface Batch extends ReadBatch {
  readonly columns: readonly string[];
  readonly defaults: MessageWishes;
  readonly run: string;
  readonly size: number;
  /** The file for refused rows. */
  readonly rejects?: string | undefined;
}

/** Rows that are printed; `--rejects` and `--json` have all. */
const MOST_SHOWN = 20;

export async function sendBatch({ api, output }: Cli, batch: Batch): Promise<ExitCode> {
  const { items, bad, defaults } = refusedIfEmpty(batch);
  const refused = [...bad];
  const requests: string[] = [];
  let [accepted, replayed] = [0, 0];
  const bar = progress(items.length, !output.isJson);
  try {
    for await (const chunk of sendChunks(api, chunksOf(batch), defaults)) {
      requests.push(chunk.request);
      refused.push(...chunk.refused);
      accepted += chunk.accepted;
      if (chunk.isReplayed) replayed += chunk.accepted;
      bar.add(chunk.total);
    }
  } catch (error) {
    const advice = 'Repeat the same command: what was sent is not sent again.';
    output.say(`\n${accepted} of ${items.length} messages were accepted before this happened. ${advice}`);
    throw error;
  } finally {
    bar.end();
  }
  if (replayed > 0)
    output.say(`${replayed} of these messages had been accepted by an earlier run and were not sent again.`);
  return told(output, batch, refused, { accepted, already_accepted: replayed, requests });
}

export async function checkBatch({ api, output }: Cli, batch: Batch): Promise<ExitCode> {
  const { items, bad, defaults } = refusedIfEmpty(batch);
  const refused = [...bad];
  const bar = progress(items.length, !output.isJson);
  for await (const rows of refusedNumbers(api, items)) {
    refused.push(...rows);
    bar.add(Math.min(1_000, items.length));
  }
  bar.end();
  const lines = new Set(refused.map(({ line }) => line));
  const rest = items.filter(({ line }) => !lines.has(line));
  const segments = segmentsIn(rest);
  const first = rest[0] && (await simulated(api, rest[0], defaults));
  const exitCode = told(output, batch, refused, {
    would_send: rest.length,
    ...(segments !== undefined && { segments }),
    ...(first && { first_message: first }),
  });
  return first && first.blocks.length > 0 ? EXIT.refused : exitCode;
}

function refusedIfEmpty(batch: Batch): Batch {
  if (batch.items.length === 0 && batch.bad.length === 0) throw misused('The file has no rows below its column names.');
  return batch;
}

/** Prints the result and every refused row. */
function told(output: Output, batch: Batch, unsorted: readonly BadRow[], result: object): ExitCode {
  const refused = unsorted.toSorted((one, other) => one.line - other.line);
  if (batch.rejects !== undefined && refused.length > 0) writeRefused(batch.rejects, batch.columns, refused);
  if (!output.isJson)
    for (const { line, reason } of refused.slice(0, MOST_SHOWN)) output.say(`line ${line}: ${reason}`);
  if (refused.length > MOST_SHOWN)
    output.say(`and ${refused.length - MOST_SHOWN} more rows; --rejects writes them to a file`);

  const shown = output.isJson ? refused.map(({ line, reason }) => ({ line, reason })) : refused.length;
  output.one({ rows: batch.items.length + batch.bad.length, ...result, refused: shown });
  if (refused.length === 0) return EXIT.done;
  return refused.length < batch.items.length + batch.bad.length ? EXIT.partly : EXIT.refused;
}
