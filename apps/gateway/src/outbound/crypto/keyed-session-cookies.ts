import { createHmac, timingSafeEqual } from 'node:crypto';
import { SessionCookies } from '../../application/users/ports.ts';

const SHAPE = /^([0-7][0-9A-HJKMNP-TV-Z]{25})\.([\w-]{43})$/;

/** `<session>.<HMAC of it>`: whoever reads the database or a list of sessions cannot make one. */
export class KeyedSessionCookies extends SessionCookies {
  constructor(private readonly key: Uint8Array) {
    super();
  }

  make(session: string): string {
    return `${session}.${this.mac(session)}`;
  }

  read(cookie: string): string | undefined {
    const [, session, mac] = SHAPE.exec(cookie) ?? [];
    if (session === undefined || mac === undefined) return undefined;
    return timingSafeEqual(Buffer.from(this.mac(session)), Buffer.from(mac)) ? session : undefined;
  }

  private mac(session: string): string {
    return createHmac('sha256', this.key).update(session).digest('base64url');
  }
}
