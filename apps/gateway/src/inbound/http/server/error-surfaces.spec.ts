import { ERROR_CODES, PostriderError, type ErrorCode } from '#libs/kernel';
import { ErrorSurfaces, type ErrorSurface, type RouteGroup } from './error-surfaces.ts';

const words = Object.fromEntries(ERROR_CODES.map((code) => [code, { status: 418 }])) as ErrorSurface['words'];
const group = (name: string, prefixes: readonly string[]): RouteGroup => ({
  controllers: [],
  prefixes,
  errors: { words, shape: () => ({ type: 'text/plain', body: name }) },
});
const native = group('native', []).errors;

const surfaces = new ErrorSurfaces(native, [group('short', ['/door', '/sms']), group('long', ['/door/v1'])]);
const answer = (code: ErrorCode, target?: string) => surfaces.answer(new PostriderError(code, ''), 'trace', target);

test.each([
  ['/door', 'short'],
  ['/door/', 'short'],
  ['/sms?x=1', 'short'],
  ['/door/v2', 'short'],
  ['/door/v10', 'short'],
  ['/door/v1', 'long'],
  ['/door/v1/x', 'long'],
  ['/door/v1#x', 'long'],
  ['/%64oor/v%31/%zz', 'long'],
  ['/door%2Fv1', 'native'],
  ['/doors', 'native'],
  ['/x?/door/v1', 'native'],
  ['https://host:1/door/v1', 'long'],
  ['HTTP://host?/door/v1', 'native'],
  ['door:8000', 'native'],
  ['*', 'native'],
  [undefined, 'native'],
])('the longest matching prefix answers an error at %s', (target, expected) => {
  expect(answer('not_found', target)).toMatchObject({ status: 418, body: expected });
});

test('every surface sends WWW-Authenticate and Retry-After, unless it has its own form', () => {
  const basic: ErrorSurface = {
    words,
    shape: ({ retryAfterMs }) => ({
      type: 'text/plain',
      body: String(retryAfterMs),
      headers: { 'www-authenticate': 'Basic realm="door"' },
    }),
  };
  const own = new ErrorSurfaces(native, [{ controllers: [], prefixes: ['/basic'], errors: basic }]);

  expect(answer('unauthenticated', '/door').headers['www-authenticate']).toBe('Bearer realm="postrider"');
  expect(answer('service_unavailable', '/door').headers['retry-after']).toBe('2');
  expect(own.answer(new PostriderError('service_unavailable', ''), 'trace', '/basic')).toEqual({
    status: 418,
    headers: { 'content-type': 'text/plain', 'retry-after': '2', 'www-authenticate': 'Basic realm="door"' },
    body: '2000',
  });
});

test('a surface without a word for a code does not compile', () => {
  const { not_found: _, ...missing } = words;
  // @ts-expect-error not_found is missing
  const surface: ErrorSurface = { words: missing, shape: native.shape };

  expect(surface.words).not.toHaveProperty('not_found');
});
