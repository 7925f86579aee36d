import { createHmac, timingSafeEqual } from 'node:crypto';
import { RefreshTokens, type Session } from '../../application/users/ports.ts';

const SHAPE = /^rt_([0-7][0-9A-HJKMNP-TV-Z]{25})_(\d{1,9})_([\w-]{43})$/;

/** `rt_<session>_<generation>_<HMAC of both>`: whoever reads the database cannot make one. */
export class KeyedRefreshTokens extends RefreshTokens {
  constructor(private readonly key: Uint8Array) {
    super();
  }

  make({ id, generation }: Pick<Session, 'id' | 'generation'>): string {
    const body = `rt_${id}_${generation}`;
    return `${body}_${this.mac(body)}`;
  }

  read(token: string): Pick<Session, 'id' | 'generation'> | undefined {
    const [, id, generation, mac] = SHAPE.exec(token) ?? [];
    if (mac === undefined) return undefined;
    const expected = Buffer.from(this.mac(`rt_${id}_${generation}`));
    return timingSafeEqual(expected, Buffer.from(mac)) ? { id: id!, generation: Number(generation) } : undefined;
  }

  private mac(body: string): string {
    return createHmac('sha256', this.key).update(body).digest('base64url');
  }
}
