// Real: nats-server, and a service started in this process as in specs of services.
import { startService } from '#libs/service-host';
import { readConfig } from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import { freePort } from '#libs/servers';
import { testNats, type TestNats } from '../../../messaging/testing/index.ts';
import { echo, echoService, relay, relayService, type EchoConfig } from '../fixtures/echo.ts';

let nats: TestNats;
let config: EchoConfig;

beforeEach(async () => {
  nats = await testNats();
  const defaults = readConfig({ ...natsSettings, ...opsSettings }, { NATS_URL: 'nats://x', LOG_LEVEL: 'silent' });
  config = { ...defaults, ...nats.settings, greeting: 'hi', opsHost: '127.0.0.1' };
});
afterEach(() => nats.close());

it('starts a service, returns its bus and its ports, and stops it', async () => {
  const service = await startService(echoService, config);

  expect(await service.bus.call(echo, { word: 'you' })).toEqual({ word: 'hi you' });
  expect((await fetch(`http://127.0.0.1:${service.ports.ops}/health/ready`)).status).toBe(200);

  await service.close();
  await expect(fetch(`http://127.0.0.1:${service.ports.ops}/health/live`)).rejects.toThrow();
});

it('starts a service with HTTP on a free port', async () => {
  const [other, service] = [await startService(echoService, config), await startService(relayService, config)];

  const answer = await fetch(`http://127.0.0.1:${service.ports.http}/echo`);

  expect(await answer.json()).toEqual({ word: 'hi slow' });
  await Promise.all([other.close(), service.close()]);
});

it('leaves nothing running if it cannot start', async () => {
  const unhandled = { ...echoService, contracts: [echo, relay] };
  const fixed = { ...config, opsPort: await freePort() };

  await expect(startService(unhandled, fixed)).rejects.toThrow('echo cannot start: it has no handler for relay');

  const service = await startService(echoService, fixed);
  expect(await service.bus.call(echo, { word: 'x' })).toBeDefined();
  await service.close();
});
