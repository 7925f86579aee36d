// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { sleep } from '#libs/kernel';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { GatewayUnderTest } from './gateway-under-test.ts';

test('calls that came before the end are answered, and none is accepted after it', async () => {
  const gateway = await GatewayUnderTest.start();
  const { submit } = gateway.dispatcher.messages;
  submit.says(() => sleep(300).then(() => submit.sample));
  const sent = gateway.send({ to: '+12025550123', text: 'Hello' });
  await until('the call arrived', () => submit.asked.length === 1);

  const closed = gateway.close();

  expect((await sent).status).toBe(202);
  await closed;
  await expect(gateway.call('/health/live')).rejects.toThrow('fetch failed');
});
