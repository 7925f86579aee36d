import type { IncomingMessage } from 'node:http';
import { PostriderError } from '#libs/kernel';

/** A name, an IPv4 or a bracketed IPv6 address, with its port; or nothing. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+;=%-]*)(?::\d*)?$/i;

/**
 * Checks errors that Node accepts: a request line without a version, no Host, a second Host or Content-Type, of which
 * Node drops one.
 */
export function checkHead({ rawHeaders, httpVersion }: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'>): void {
  if (httpVersion === '0.9') throw new PostriderError('malformed_request', 'The request line names no HTTP version.');
  const valuesOf = (name: string): string[] =>
    rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === name);
  if (!isOneHost(valuesOf('host'), httpVersion))
    throw new PostriderError('invalid_header', 'Send exactly one Host header, with a host and perhaps a port.');
  if (valuesOf('content-type').length > 1) throw new PostriderError('invalid_header', 'Send Content-Type once.');
}

/** RFC 9112: a request of HTTP/1.1 has exactly one valid Host, and no request has a second or an invalid one. */
function isOneHost([host, ...more]: readonly string[], httpVersion: string): boolean {
  return host === undefined ? httpVersion !== '1.1' : more.length === 0 && HOST.test(host);
}
