import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { clock, randomBelow } from '#libs/kernel';
import { LedgerFile } from './ledger-file.ts';
import { encodeRow, type EpochRow, type Row } from './rows.ts';

/** One file of the ledger, from one reset to the next. */
export interface Epoch {
  readonly epoch: number;
  readonly series: string;
  readonly firstN: number;
  readonly file: LedgerFile;
}

const FILE = /^ledger-(\d{6})\.jsonl$/;
const pathOf = (folder: string, epoch: number): string =>
  join(folder, `ledger-${String(epoch).padStart(6, '0')}.jsonl`);

/** Opens the newest epoch of the folder, or begins the first; `take` gets its rows. Throws if a row cannot be read. */
export async function openNewestEpoch(folder: string, take: (row: Row) => void): Promise<Epoch> {
  await mkdir(folder, { recursive: true });
  const newest = await newestBegun(folder);
  if (newest === undefined) return beginFirst(folder);

  const path = pathOf(folder, newest);
  let first: EpochRow | undefined;
  let line = 0;
  const file = await LedgerFile.open(path, (text) => {
    const row = parse(text, path, ++line);
    if (line === 1) first = asEpoch(row, path);
    else take(row);
  });
  if (first) return { epoch: first.epoch, series: first.series, firstN: first.n, file };

  // Its first row was torn and is now cut off: the file is empty.
  await file.close();
  return openNewestEpoch(folder, take);
}

/** An empty file; it is ignored until {@link beginEpoch} has written its first row. */
export const createEpochFile = (folder: string, epoch: number): Promise<LedgerFile> =>
  LedgerFile.open(pathOf(folder, epoch), () => {});

/** Writes the first row, in this turn; `durable` resolves when it is in the file. */
export function beginEpoch(
  file: LedgerFile,
  { epoch, series, n }: Pick<EpochRow, 'epoch' | 'series' | 'n'>,
): { epoch: Epoch; durable: Promise<void> } {
  const durable = file.append(encodeRow(n, { kind: 'epoch', at: clock.now(), epoch, series }));
  return { epoch: { epoch, series, firstN: n, file }, durable };
}

async function beginFirst(folder: string): Promise<Epoch> {
  const file = await createEpochFile(folder, 1);
  const { epoch, durable } = beginEpoch(file, { epoch: 1, series: newSeries(), n: 1 });
  await durable;
  return epoch;
}

/** An empty newest file is a reset that was never confirmed: the epoch before it continues. */
async function newestBegun(folder: string): Promise<number | undefined> {
  const epochs = (await readdir(folder)).flatMap((name) => FILE.exec(name)?.[1] ?? []).map(Number);
  for (const epoch of epochs.sort((a, b) => b - a)) {
    if ((await stat(pathOf(folder, epoch))).size > 0) return epoch;
  }
  return undefined;
}

function parse(text: string, path: string, line: number): Row {
  try {
    return JSON.parse(text) as Row;
  } catch (cause) {
    throw new Error(`${path}, line ${line} is not a row of a ledger; move the file away to begin a new one.`, {
      cause,
    });
  }
}

function asEpoch(row: Row, path: string): EpochRow {
  if (row.kind === 'epoch') return row;
  throw new Error(`${path} does not begin with its epoch; move it away to begin a new ledger.`);
}

const newSeries = (): string =>
  randomBelow(2 ** 32)
    .toString(16)
    .padStart(8, '0');
