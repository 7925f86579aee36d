// Real: gateway, HTTP, MongoDB, NATS, Swagger UI.
import { GatewayUnderTest } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());

test.each(['/swagger', '/swagger/'])(
  '%s is a page, and all files that it names exist and come from here',
  async (path) => {
    const page = await gateway.call(path);
    const named = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);

    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(named.length).toBe(4);
    for (const address of named) {
      const { status, headers, text } = await gateway.call(address);
      expect([address, status, headers.get('x-content-type-options')]).toEqual([address, 200, 'nosniff']);
      expect(headers.get('content-type')).toMatch(/^(?:text\/css|text\/javascript|image\/png)/);
      expect(text.length).toBeGreaterThan(50);
    }
  },
);

test('the page shows the document of this gateway', async () => {
  expect((await gateway.call('/swagger/start.js')).text).toContain("url: '/openapi.json'");
});

test('the page may only load files from here, and may not be framed', async () => {
  const { headers } = await gateway.call('/swagger');
  const policy = headers.get('content-security-policy')!;

  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/https?:/);
  expect(headers.get('x-frame-options')).toBe('DENY');
});

test.each(['nothing.js', 'package.json', '..%2Fpackage.json', 'constructor', '__proto__'])(
  '/swagger/%s is not a file of the page',
  async (name) => {
    const answer = await gateway.call(`/swagger/${name}`);

    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  },
);
