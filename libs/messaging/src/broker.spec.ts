import type { ServerInfo } from '@nats-io/transport-node';
import { checkBroker, startError } from './broker.ts';

const info = (of: Partial<ServerInfo>): ServerInfo =>
  ({ version: '2.14.0', max_payload: 8_388_608, jetstream: true, ...of }) as ServerInfo;

it.each(['2.14.0', '2.15.1', '3.0.0'])('takes nats-server %s', (version) => checkBroker(info({ version })));

it.each(['2.9.10', '2.10.27', '2.13.9', '1.4.1'])('refuses nats-server %s', (version) => {
  expect(() => checkBroker(info({ version }))).toThrow(`nats-server is ${version}, and 2.14 or newer is needed`);
});

it('refuses a server without JetStream, and one whose payload limit is too low', () => {
  expect(() => checkBroker(info({ jetstream: false }))).toThrow('without JetStream');
  expect(() => checkBroker(info({ max_payload: 1_048_576 }))).toThrow('max_payload: 8MB');
});

it('names the address it tried without the password in it', () => {
  const { message } = startError('nats://user:word@127.0.0.1:4222, nats://b:4222', new Error('refused'));

  expect(message).toContain('127.0.0.1:4222, b:4222');
  expect(message).not.toContain('word');
});
