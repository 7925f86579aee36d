import type { FileHandle } from 'node:fs/promises';

interface Batch {
  readonly lines: string[];
  readonly done: Promise<void>;
  readonly settle: (error?: Error) => void;
}

/**
 * Appends lines so that each is in the file when its promise resolves: it survives a killed process, though not a crash
 * of the machine. Lines that are appended within one turn, or while a write is running, are written together. After a
 * failed write the file's end is unknown, so every later append fails too.
 */
export class LineWriter {
  private waiting: Batch | undefined;
  private newest: Promise<void> = Promise.resolve();
  private running: Promise<void> | undefined;
  private failure: Error | undefined;
  private written: number;

  constructor(
    private readonly handle: FileHandle,
    size: number,
  ) {
    this.written = size;
  }

  /** How many bytes are known to be in the file. */
  get writtenBytes(): number {
    return this.written;
  }

  append(line: string): Promise<void> {
    this.waiting ??= newBatch();
    const { lines, done } = this.waiting;
    this.newest = done;
    lines.push(line);
    this.running ??= nextTurn().then(() => this.run());
    return done;
  }

  /** Resolves when all earlier appends have ended, successfully or not. */
  async settled(): Promise<void> {
    await this.newest.catch(() => {});
  }

  /** Resolves when no line waits to be written; never rejects. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    for (let batch = this.take(); batch; batch = this.take()) {
      const { lines, settle } = batch;
      if (this.failure) settle(this.failure);
      else
        await this.flush(lines).then(
          () => settle(),
          (error: Error) => settle((this.failure = error)),
        );
    }
    this.running = undefined;
  }

  private take(): Batch | undefined {
    const batch = this.waiting;
    this.waiting = undefined;
    return batch;
  }

  private async flush(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, at);
      at += bytesWritten;
    }
    this.written += bytes.length;
  }
}

function newBatch(): Batch {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => {});
  return { lines: [], done: promise, settle: (error) => (error ? reject(error) : resolve()) };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
