import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomBase32 } from '#libs/kernel';
import type { Log } from '#libs/observability';
import { FirstPassword, type KeptPassword } from '../../application/users/ports.ts';

/** Prints it for the person who started the gateway; it is never logged. */
export class PrintedPassword extends FirstPassword {
  async keep(username: string, password: string): Promise<KeptPassword> {
    const sentence = `The administrator ${username} has the password ${password}. It is shown only now.\n`;
    return { hand: async () => void process.stdout.write(sentence), drop: async () => undefined };
  }
}

/** Writes it to a file that only its owner may read. */
export class PasswordFile extends FirstPassword {
  constructor(
    private readonly file: string,
    private readonly log: Log,
  ) {
    super();
  }

  async keep(_username: string, password: string): Promise<KeptPassword> {
    const { file, log } = this;
    const kept = `${file}.${randomBase32(8)}`;
    await this.write(kept, `${password}\n`);
    const hand = async (): Promise<void> => {
      await rename(kept, file);
      log.warn('seed.password_written', { file });
    };
    return { hand, drop: () => rm(kept) };
  }

  private async write(file: string, text: string): Promise<void> {
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const advice = 'Set FIRST_PASSWORD_FILE to a file that can be written, or SEED_ADMIN_PASSWORD.';
      throw new Error(`The password of the first administrator cannot be written (${code}). ${advice}`, {
        cause: error,
      });
    }
  }
}
