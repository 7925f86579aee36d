import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhoneFacts } from './facts.ts';

/** The phones' file. It is written whole, so that a kill leaves the one before. */
export class PhoneFile {
  private dirty = false;
  private writing: Promise<void> | undefined;

  private constructor(
    private readonly path: string,
    private readonly list: () => readonly PhoneFacts[],
  ) {}

  static async open(
    folder: string,
    list: () => readonly PhoneFacts[],
  ): Promise<{ file: PhoneFile; known: PhoneFacts[] }> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, 'phones.json');
    return { file: new PhoneFile(path, list), known: await read(path) };
  }

  /** Written soon; changes of one turn are one write. */
  save(): void {
    this.dirty = true;
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** Resolves when the last change is in the file. */
  async close(): Promise<void> {
    await this.writing;
  }

  private async write(): Promise<void> {
    while (this.dirty) {
      await new Promise((resolve) => setImmediate(resolve));
      this.dirty = false;
      await writeFile(`${this.path}.new`, `${JSON.stringify(this.list(), null, 2)}\n`, { mode: 0o600 });
      await rename(`${this.path}.new`, this.path);
    }
  }
}

async function read(path: string): Promise<PhoneFacts[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PhoneFacts[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`${path} cannot be read; move it away to begin with new phones.`, { cause: error });
  }
}
