import { verdictOn, type SignedCall, type SigningKey } from './signature-v4.ts';

// The example of Amazon's own documentation.
const KEY: SigningKey = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  service: 'iam',
};
const SIGNATURE = '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7';
const scopeOf = (scope: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=content-type;host;x-amz-date, Signature=${SIGNATURE}`;
const AUTHORIZATION = scopeOf('20150830/us-east-1/iam/aws4_request');
const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);
const MINUTE_MS = 60_000;

const call = (over: Partial<SignedCall> = {}, headers: SignedCall['headers'] = {}): SignedCall => ({
  method: 'GET',
  url: '/?Action=ListUsers&Version=2010-05-08',
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: 'iam.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization: AUTHORIZATION,
    ...headers,
  },
  body: Buffer.alloc(0),
  ...over,
});

test('the documented example is genuine, in any order of its query and with doubled spaces', () => {
  expect(verdictOn(call(), KEY, NOW)).toBe('genuine');
  expect(verdictOn(call({ url: '/?Version=2010-05-08&Action=ListUsers' }), KEY, NOW)).toBe('genuine');
  const spaced = { 'content-type': ' application/x-www-form-urlencoded;   charset=utf-8 ' };
  expect(verdictOn(call({}, spaced), KEY, NOW)).toBe('genuine');
});

test.each<[string, Partial<SignedCall>, SignedCall['headers']]>([
  ['method', { method: 'POST' }, {}],
  ['path', { url: '/x?Action=ListUsers&Version=2010-05-08' }, {}],
  ['query', { url: '/?Action=ListUser&Version=2010-05-08' }, {}],
  ['body', { body: Buffer.from('x') }, {}],
  ['signed header', {}, { host: 'iam.example.test' }],
  ['time', {}, { 'x-amz-date': '20150830T123601Z' }],
  ['signature', {}, { authorization: AUTHORIZATION.replace(/7$/, '8') }],
  ['body hash', {}, { 'x-amz-content-sha256': 'f'.repeat(64) }],
])('another %s is not the signed one', (_, over, headers) => {
  expect(verdictOn(call(over, headers), KEY, NOW)).toBe('wrong');
});

test('a signature is valid five minutes to either side', () => {
  for (const minutes of [-5, 5]) expect(verdictOn(call(), KEY, NOW + minutes * MINUTE_MS)).toBe('genuine');
  for (const minutes of [-5, 5]) expect(verdictOn(call(), KEY, NOW + minutes * (MINUTE_MS + 1))).toBe('expired');
});

test.each<[string, SignedCall['headers'], string]>([
  ['no signature', { authorization: undefined }, 'unsigned'],
  ['another scheme', { authorization: 'Basic eDp5' }, 'incomplete'],
  ['no date', { 'x-amz-date': undefined }, 'incomplete'],
  ['a host that is not signed', { authorization: AUTHORIZATION.replace(';host', '') }, 'incomplete'],
  ['a stranger', { authorization: AUTHORIZATION.replace('AKID', 'AKIB') }, 'unknown_key'],
  ['another day', { authorization: scopeOf('20150829/us-east-1/iam/aws4_request') }, 'wrong_scope'],
  ['another region', { authorization: scopeOf('20150830/eu-west-1/iam/aws4_request') }, 'wrong_scope'],
  ['another service', { authorization: scopeOf('20150830/us-east-1/sns/aws4_request') }, 'wrong_scope'],
])('%s is recognised', (_, headers, verdict) => {
  expect(verdictOn(call({}, headers), KEY, NOW)).toBe(verdict);
});

test('with another secret, or without an account, no signature is genuine', () => {
  expect(verdictOn(call(), { ...KEY, secretAccessKey: 'other' }, NOW)).toBe('wrong');
  expect(verdictOn(call(), undefined, NOW)).toBe('unknown_key');
});
