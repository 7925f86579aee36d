import type { DeliverItem } from '#libs/contracts';
import type { AcmeSecrets } from './config.ts';

export const headersOf = ({ token }: AcmeSecrets): string[] => [
  'authorization',
  `Bearer ${token}`,
  'content-type',
  'application/x-www-form-urlencoded',
  'accept',
  'application/json',
];

/** A message as Acme takes it. */
export const encodeMessage = ({ to, text, sender }: DeliverItem, own: string): string =>
  new URLSearchParams({ to, from: sender ?? own, text }).toString();
