import { PostriderError } from '#libs/kernel';

/** The same answer for any mismatch, so that a forger learns nothing from it. */
export const invalidSignature = (): PostriderError =>
  new PostriderError('invalid_signature', 'The callback is not signed by the account that its address names.');

export const malformed = (detail: string): PostriderError => new PostriderError('malformed_callback', detail);
