import { AllowedHosts, HTTPS_PORTS, outboundProblem, vettedLookup } from './outbound-address.ts';

const NONE = new AllowedHosts([]);

test.each<[string, string | undefined]>([
  ['https://example.com/a?b=c', undefined],
  ['https://EXAMPLE.com:443/', undefined],
  ['https://example.com:8443/', undefined],
  ['https://8.8.8.8/', undefined],
  ['https://bücher.example/', undefined],
  ['https://example.com./', undefined],
  ['http://example.com/', 'must be an https address'],
  ['ftp://example.com/', 'must be an https address'],
  ['file:///etc/passwd', 'must be an https address'],
  ['data:image/png;base64,AA', 'must be an https address'],
  ['example.com/a.jpg', 'must be an https address'],
  ['https://', 'must be an https address'],
  ['https://user:password@example.com/', 'must not contain a user or a password'],
  ['https://user@example.com/', 'must not contain a user or a password'],
  ['https://example.com:6379/', 'must have the port 443 or 8443'],
  ['https://example.com:80/', 'must have the port 443 or 8443'],
  ...[
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:10.0.0.1]',
    '[fe80::1]',
    '169.254.169.254',
    '10.0.0.1',
    '0',
    'localhost',
    'localhost.',
    'LOCALHOST',
    'a.localhost',
    'metadata',
    'metadata.google.internal',
    'printer.local',
  ].map((host): [string, string] => [`https://${host}/`, 'must name a public host']),
])('%s: %s', (address, problem) => {
  expect(outboundProblem(address, NONE, HTTPS_PORTS)).toBe(problem);
});

test('without a list of ports every port is allowed', () => {
  expect(outboundProblem('https://example.com:6379/', NONE)).toBeUndefined();
});

test.each(['http://127.0.0.1:5555/', 'http://localhost:5555/', 'https://[::1]:1/', 'http://Gateway.internal/'])(
  '%s may be called if its host is allowed, but not with a user',
  (address) => {
    const allowed = new AllowedHosts(['127.0.0.0/8', 'localhost', '::1', 'gateway.internal']);

    expect(outboundProblem(address, allowed, HTTPS_PORTS)).toBeUndefined();
    expect(outboundProblem(address.replace('//', '//user@'), allowed)).toBe('must not contain a user or a password');
  },
);

test('a name of the own network is left to its look-up if addresses are allowed', () => {
  const allowed = new AllowedHosts(['10.0.0.0/8']);

  expect(outboundProblem('https://gateway.internal/', allowed)).toBeUndefined();
  expect(outboundProblem('https://localhost/', allowed)).toBe('must name a public host');
});

type Done = (error: Error | null, address: unknown, family?: number) => void;
/** The outcome of a look-up of a name that has these addresses. */
function lookUp(addresses: readonly string[], allowed: AllowedHosts, options = {}) {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = vettedLookup(allowed, (_host, _options, done) => done(null, found));
  return new Promise((resolve) => {
    const done: Done = (error, address, family) => resolve(error ? error.message : [address, family]);
    lookup('name.example', options, done as Parameters<typeof lookup>[2]);
  });
}

test.each([[['8.8.8.8', '10.0.0.1']], [['8.8.8.8', '::1']], [['fd00::1', '8.8.8.8']], [['::ffff:127.0.0.1']], [[]]])(
  'a name with the addresses %j is not connected to',
  async (addresses) => {
    expect(await lookUp(addresses, NONE)).toBe('The host has an address that is not public.');
  },
);

test('the connection gets the addresses that were checked', async () => {
  expect(await lookUp(['8.8.8.8', '2606:4700::1111'], NONE)).toEqual(['8.8.8.8', 4]);
  expect(await lookUp(['8.8.8.8', '2606:4700::1111'], NONE, { all: true })).toEqual([
    [
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ],
    undefined,
  ]);
});

test.each(['name.example', '10.0.0.0/8', '10.0.0.1'])('%s allows a name with an address in it', async (allowed) => {
  expect(await lookUp(['10.0.0.1'], new AllowedHosts([allowed]))).toEqual(['10.0.0.1', 4]);
});

test('a name that does not exist is an error as it came', async () => {
  const lookup = vettedLookup(NONE, (_host, _options, done) => done(new Error('ENOTFOUND')));
  const error = await new Promise((resolve) => lookup('none.example', {}, ((it: Error) => resolve(it)) as never));

  expect(error).toEqual(new Error('ENOTFOUND'));
});
