import { requestHeaders, withoutConnection } from './passed-headers.ts';

test('headers of the connection stay behind, also those that Connection names', () => {
  const given = { connection: 'close, X-Trick', 'x-trick': '1', te: 'trailers', upgrade: 'h2c', etag: '"1"' };

  expect(withoutConnection(given)).toEqual({ etag: '"1"' });
});

test('a phone says neither whose address it has nor where it calls', () => {
  const given = {
    host: 'evil.example',
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-host': 'evil.example',
    forwarded: 'for=192.0.2.1',
    cookie: 'a=b',
    authorization: 'Bearer t',
    'content-length': '2',
  };

  expect(requestHeaders(given, { 'x-forwarded-for': '198.51.100.7' })).toEqual({
    authorization: 'Bearer t',
    'x-forwarded-for': '198.51.100.7',
  });
});
