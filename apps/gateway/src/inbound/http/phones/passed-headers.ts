import type { IncomingHttpHeaders } from 'node:http';

type Headers = Record<string, string | string[]>;

/** RFC 9110: of one connection, not of the message. */
const OF_CONNECTION = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
/** What the gateway says itself, and what is not the phone's: a browser adds cookies. */
const OWN = ['host', 'content-length', 'expect', 'cookie', 'forwarded', 'traceparent'];

/** The headers of a call with those that the gateway adds. */
export function requestHeaders(given: IncomingHttpHeaders, added: Headers): Headers {
  const passed = Object.entries(withoutConnection(given)).filter(
    ([name]) => !OWN.includes(name) && !name.startsWith('x-forwarded-'),
  );
  return { ...Object.fromEntries(passed), ...added };
}

/** Without those of the connection, and those that `Connection` names. */
export function withoutConnection(given: IncomingHttpHeaders): Headers {
  const named = (given.connection ?? '').toLowerCase().split(/ *, */);
  const kept = Object.entries(given).filter(
    (entry): entry is [string, string | string[]] =>
      entry[1] !== undefined && !OF_CONNECTION.includes(entry[0]) && !named.includes(entry[0]),
  );
  return Object.fromEntries(kept);
}
