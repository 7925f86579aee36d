import type { FastifyRequest } from 'fastify';
import { PostriderError } from '#libs/kernel';

const LONGEST_HOST = 240;

const OF_THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/;

/** Where others reach the gateway. */
export class PublicAddress {
  private readonly known: string | undefined;

  constructor(publicUrl: string | undefined) {
    const host = publicUrl === undefined ? undefined : URL.parse(publicUrl)?.hostname;
    this.known = host === undefined || OF_THIS_MACHINE.test(host) ? undefined : publicUrl?.replace(/\/+$/, '');
  }

  /** PUBLIC_URL; without it, or if only this machine reaches it, the address that the caller used. */
  for({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
    if (this.known !== undefined) return this.known;
    if (!host || host.length > LONGEST_HOST)
      throw new PostriderError(
        'invalid_header',
        'Send the Host under which phones reach the gateway, or set PUBLIC_URL.',
      );
    return `${protocol}://${host}`;
  }
}
