import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PostriderError } from '#libs/kernel';
import { CONSOLE_SESSION } from '../../../application/users/ports.ts';

/** A browser takes the prefix only from a secure page, for this host alone and every path of it. */
export const SESSION_COOKIE = '__Host-postrider_session';
const NAME_ON_LOOPBACK = 'postrider_session';
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const isPlainLoopback = ({ protocol, hostname }: FastifyRequest): boolean =>
  protocol === 'http' && LOOPBACK.test(hostname);

const nameFor = (request: FastifyRequest): string => (isPlainLoopback(request) ? NAME_ON_LOOPBACK : SESSION_COOKIE);

/** The session cookie of a call to the native API; other paths do not take it. */
export function sessionCookieIn(request: FastifyRequest): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined || !request.routeOptions.url?.startsWith('/api/v1/')) return undefined;
  const prefix = `${nameFor(request)}=`;
  const found = cookie.split(/; */).filter((pair) => pair.startsWith(prefix));
  if (found.length > 1) throw new PostriderError('ambiguous_credentials', 'Send the session cookie once.');
  return found[0]?.slice(prefix.length);
}

/**
 * A browser adds the cookie to every call, so a call that changes something must come from a page of ours: only such a
 * page has our origin, and may send a header of its own.
 */
export function refuseCrossSite({ headers, protocol, host }: FastifyRequest): void {
  const ours = URL.parse(`${protocol}://${host}`)?.origin;
  const { origin, 'sec-fetch-site': site = 'same-origin', 'x-postrider-console': mark } = headers;
  if (ours !== undefined && origin === ours && site === 'same-origin' && mark === '1') return;
  throw new PostriderError(
    'cross_site_request',
    'A call by cookie that changes something takes our own Origin and the header X-Postrider-Console: 1.',
  );
}

/** A call of a browser that begins or ends a session. */
export class BrowserCall {
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  refuseCrossSite(): void {
    refuseCrossSite(this.request);
  }

  setCookie(value: string, maxAgeS: number = CONSOLE_SESSION.mostMs / 1_000): void {
    const secure = isPlainLoopback(this.request) ? '' : '; Secure';
    const attributes = `Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`;
    void this.reply.header('set-cookie', `${nameFor(this.request)}=${value}; ${attributes}`);
  }

  removeCookie(): void {
    this.setCookie('', 0);
  }
}

export const Browser = createParamDecorator((_: unknown, context: ExecutionContext): BrowserCall => {
  const http = context.switchToHttp();
  return new BrowserCall(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});
