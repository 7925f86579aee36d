import type { IncomingMessage } from 'node:http';
import { PostriderError } from '#libs/kernel';

/** A name, an IPv4 or a bracketed IPv6 address, with its port; or nothing. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+;=%-]*)(?::\d*)?$/i;

/** RFC 9112: a request of HTTP/1.1 has one Host, and no request has a second one or one that is none. */
export function checkHost({ rawHeaders, httpVersion }: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'>): void {
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === 'host');
  const [host] = hosts;
  if (host === undefined ? httpVersion !== '1.1' : hosts.length === 1 && HOST.test(host)) return;
  throw new PostriderError('invalid_header', 'Send exactly one Host header, with a host and perhaps a port.');
}
