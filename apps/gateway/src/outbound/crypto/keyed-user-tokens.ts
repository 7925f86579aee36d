import { createHmac, timingSafeEqual } from 'node:crypto';
import { formatUserToken, parseUserToken, type UserTokenParts } from '#libs/kernel';
import { UserTokens, type UserRecord } from '../../application/users/ports.ts';

type Named = Omit<UserTokenParts, 'secret'>;

/** The secret is an HMAC of tenant, user and generation: whoever reads the database cannot make one. */
export class KeyedUserTokens extends UserTokens {
  constructor(private readonly key: Uint8Array) {
    super();
  }

  make({ tenant, id: user, tokenGeneration: generation = 0 }: UserRecord): string {
    const named = { tenant, user, generation };
    return formatUserToken({ ...named, secret: this.secretOf(named) });
  }

  read(token: string): Named | undefined {
    const parts = parseUserToken(token);
    if (parts === undefined) return undefined;
    const { secret, ...named } = parts;
    return timingSafeEqual(Buffer.from(this.secretOf(named)), Buffer.from(secret)) ? named : undefined;
  }

  private secretOf({ tenant, user, generation }: Named): string {
    return createHmac('sha256', this.key).update(`${tenant}|${user}|${generation}`).digest('base64url');
  }
}
