// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { until } from '../../../../libs/persistence/testing/index.ts';
import { GatewayUnderTest } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());

const metrics = async (): Promise<readonly string[]> =>
  (await (await fetch(`${gateway.opsUrl}/metrics`)).text()).split('\n');

/** Requests are counted after the answer is sent. */
async function counted(sample: string): Promise<boolean> {
  const lines = await metrics();
  return lines.some((line) => line.includes(sample));
}

test('requests are counted and timed by the pattern of their route, without paths and ids', async () => {
  const headers = { 'x-api-key': gateway.seededKey.key };
  const secretPath = 'nowhere-4f1d9b7c2e';
  gateway.dispatcher.messages.read.refuses('not_found');
  await gateway.send({ to: '+12025550123', text: 'x' });
  await gateway.call('/api/v1/messages/01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000', { headers });
  await gateway.call('/api/v1/messages/malformed', { headers });
  await gateway.call(`/${secretPath}`);
  await gateway.call('/api/v1/messages', { method: 'DELETE' });

  const expected = [
    'http_requests_total{method="POST",route="/api/v1/messages",status="202",service="gateway"} 1',
    'http_requests_total{method="GET",route="/api/v1/messages/:id",status="404",service="gateway"} 1',
    'http_requests_total{method="GET",route="/api/v1/messages/:id",status="400",service="gateway"} 1',
    'http_requests_total{method="GET",route="none",status="404",service="gateway"} 1',
    'http_requests_total{method="DELETE",route="none",status="405",service="gateway"} 1',
    'http_request_duration_seconds_count{service="gateway",method="GET",route="/api/v1/messages/:id"} 2',
    'http_request_duration_seconds_bucket{le="0.001",service="gateway",method="POST",route="/api/v1/messages"}',
    'http_request_duration_seconds_bucket{le="5",service="gateway",method="POST",route="/api/v1/messages"} 1',
  ];
  for (const sample of expected) await until(sample, () => counted(sample));
  const page = (await metrics()).join('\n');
  expect(page).not.toContain(secretPath);
  expect(page).not.toContain('01JD3C4V5W6X7Y8Z9A0B1C2D3E');
});
