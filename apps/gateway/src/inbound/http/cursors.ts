import { createHmac, timingSafeEqual } from 'node:crypto';
import { PostriderError, type RequestId, type TenantId } from '#libs/kernel';

/** Where a page goes on. It is opaque, and good for the tenant and list it was made for alone. */
export class Cursors {
  constructor(private readonly key: Uint8Array) {}

  seal(tenant: TenantId, request: RequestId, after: number): string {
    return `${after.toString(36)}.${this.mac(tenant, request, after)}`;
  }

  open(tenant: TenantId, request: RequestId, cursor: string): number {
    const [position = '', mac = ''] = cursor.split('.');
    const after = /^[0-9a-z]{1,6}$/.test(position) ? Number.parseInt(position, 36) : -1;
    const expected = Buffer.from(this.mac(tenant, request, after));
    const given = Buffer.from(mac);
    if (after >= 0 && given.length === expected.length && timingSafeEqual(given, expected)) return after;

    const message = 'cursor must be a next_cursor of this very list.';
    throw new PostriderError('invalid_field', message, {
      errors: [{ field: 'cursor', code: 'invalid_field', message }],
    });
  }

  private mac(tenant: TenantId, request: RequestId, after: number): string {
    return createHmac('sha256', this.key)
      .update(`request|${tenant}|${request}|${after}`)
      .digest('base64url')
      .slice(0, 22);
  }
}
