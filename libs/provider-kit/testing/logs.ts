import { TEXT } from './builders.ts';
import { wrongSecretOf } from './accounts.ts';
import type { Scene, TypedAccountUnderTest } from './vendor-under-test.ts';

/** The log lines that adapters of this process write; nothing else is kept from the output. */
export class LogLines {
  readonly lines: string[] = [];
  readonly #write = process.stdout.write;

  begin(): void {
    process.stdout.write = (chunk: string | Uint8Array, ...more: never[]): boolean => {
      const line = String(chunk);
      if (!line.startsWith('{"level":')) return this.#write.call(process.stdout, chunk, ...more);
      this.lines.push(line);
      return true;
    };
  }

  end(): void {
    process.stdout.write = this.#write;
  }
}

/** Runs after all other tests of the vendor, with the log at its most talkative. */
export function describeLogs(scene: Scene, { lines }: LogLines, account: TypedAccountUnderTest): void {
  test('what the adapter logged meanwhile has no secret, no number and no text', () => {
    const secrets = account.secret === undefined ? [] : [account.typed[account.secret]!, wrongSecretOf(account)];
    const logged = lines.join('');

    expect(logged).toContain('provider.outcome_unknown');
    for (const secretOrText of [...secrets, TEXT]) expect(logged).not.toContain(secretOrText);
    expect(scene.numbers.filter((number) => logged.includes(number.slice(-7)))).toEqual([]);
  });
}
