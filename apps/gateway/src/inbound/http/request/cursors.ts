import { createHmac, timingSafeEqual } from 'node:crypto';
import { PostriderError, type TenantId } from '#libs/kernel';

/** The position after which a page starts. It is opaque, and valid only for the tenant and list it was made for. */
export class Cursors {
  constructor(private readonly key: Uint8Array) {}

  /** `list` names the list within the tenant, such as `request|<id>`; `after` is the last entry seen in it. */
  seal(tenant: TenantId, list: string, after: string): string {
    return `${Buffer.from(after).toString('base64url')}.${this.mac(tenant, list, after)}`;
  }

  /** The sealed position; anything else is refused. */
  open(tenant: TenantId, list: string, cursor: string): string {
    const [position = '', mac = '', ...others] = cursor.split('.');
    const after = Buffer.from(position, 'base64url').toString();
    const expected = Buffer.from(this.mac(tenant, list, after));
    const given = Buffer.from(mac);
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    if (isOurs && others.length === 0 && position !== '') return after;

    const message = 'cursor must be a next_cursor of this very list.';
    throw new PostriderError('invalid_field', message, {
      errors: [{ field: 'cursor', code: 'invalid_field', message }],
    });
  }

  private mac(tenant: TenantId, list: string, after: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([tenant, list, after]))
      .digest('base64url')
      .slice(0, 22);
  }
}
