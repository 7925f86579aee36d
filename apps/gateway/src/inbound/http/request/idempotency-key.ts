import { PostriderError } from '#libs/kernel';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** The key as given, or undefined when the header is absent; anything but 1 to 255 visible ASCII characters is refused. */
export function idempotencyKeyFrom(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && VISIBLE_ASCII.test(header)) return header;
  throw new PostriderError('invalid_idempotency_key', 'Idempotency-Key takes 1 to 255 visible ASCII characters.');
}
