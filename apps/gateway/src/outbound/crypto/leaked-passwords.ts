import { LeakedPasswords } from '../../application/users/ports.ts';

/** The list of zxcvbn-ts: some 49,000 passwords. It is loaded when the first password is set. */
export class ListedPasswords extends LeakedPasswords {
  private listed: Promise<ReadonlySet<string>> | undefined;

  async has(password: string): Promise<boolean> {
    this.listed ??= import('@zxcvbn-ts/language-common').then(
      ({ dictionary }) => new Set(dictionary['passwords-common']),
    );
    return (await this.listed).has(password.toLowerCase());
  }
}
