import { hash, verify } from '@node-rs/argon2';
import { Passwords, type VerifyAround } from '../../application/users/ports.ts';
import { tooManyAttempts } from '../../domain/login-throttle.ts';

/** Argon2id, 19 MiB, two passes: the recommended minimum, because logins take this time from sends. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;
const MOST_WAITING = 64;

/** Two at a time, so that logins cannot delay sends. */
export class Argon2Passwords extends Passwords {
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private readonly nobodys: Promise<string>;

  constructor() {
    super();
    this.nobodys = hash('the password of nobody', COST);
  }

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  verify(password: string, known: string | undefined, { before, after, first }: VerifyAround): Promise<boolean> {
    return this.inTurn(async () => {
      await before();
      const matches = (await verify(known ?? (await this.nobodys), password)) && known !== undefined;
      await after(matches);
      return matches;
    }, first);
  }

  private async inTurn<Result>(work: () => Promise<Result>, first = false): Promise<Result> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= MOST_WAITING * (first ? 2 : 1)) throw tooManyAttempts(1_000);
      await new Promise<void>((resolve) => this.waiting[first ? 'unshift' : 'push'](resolve));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
