import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LineWriter } from './line-writer.ts';
import { readLines } from './read-lines.ts';

/** The offset of every so many rows is stored, so that a page is found without reading the file from its start. */
const STRIDE = 256;

/**
 * An append-only file of JSON lines, numbered by their position. A torn last line, left by a killed process, was never
 * confirmed and is cut off when the file is opened.
 */
export class LedgerFile {
  private readonly offsets: number[] = [];
  private rows = 0;
  private size = 0;
  private writer!: LineWriter;

  private constructor(private readonly handle: FileHandle) {}

  /** Opens or creates it; `take` gets every complete line in it. */
  static async open(path: string, take: (line: string) => void): Promise<LedgerFile> {
    const file = new LedgerFile(await open(path, 'a+'));
    try {
      await syncFolder(dirname(path));
      await file.readBack(take);
      return file;
    } catch (error) {
      await file.handle.close();
      throw error;
    }
  }

  /** How many rows it has, including those being written. */
  get length(): number {
    return this.rows;
  }

  /** Resolves when the row is in the file. */
  append(line: string): Promise<void> {
    this.count(Buffer.byteLength(line) + 1);
    return this.writer.append(line);
  }

  /** Resolves when every row appended so far survives a crash of the machine. */
  async sync(): Promise<void> {
    await this.writer.settled();
    await this.handle.datasync();
  }

  /** Passes the rows appended so far, from the `first`th (0 is the oldest) on, until `take` returns false. */
  async read(first: number, take: (line: string, row: number) => boolean | void): Promise<void> {
    await this.writer.settled();
    let row = Math.floor(first / STRIDE) * STRIDE;
    const from = this.offsets[row / STRIDE];
    if (from === undefined) return;
    await readLines(this.handle, from, this.writer.writtenBytes, (line) => {
      const here = row++;
      return here < first || take(line, here);
    });
  }

  /** Waits for rows that are being written. */
  async close(): Promise<void> {
    await this.writer.idle();
    await this.handle.close();
  }

  private count(bytes: number): void {
    if (this.rows % STRIDE === 0) this.offsets.push(this.size);
    this.rows += 1;
    this.size += bytes;
  }

  private async readBack(take: (line: string) => void): Promise<void> {
    const { size } = await this.handle.stat();
    await readLines(this.handle, 0, size, (line, end) => {
      this.count(end - this.size);
      take(line);
    });
    if (this.size < size) await this.handle.truncate(this.size);
    this.writer = new LineWriter(this.handle, this.size);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
