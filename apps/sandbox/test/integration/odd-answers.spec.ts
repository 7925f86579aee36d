// Real: the sandbox over HTTP; the caller is a socket, which sees every byte.
import { connect, type Socket } from 'node:net';
import { until } from '#libs/sandbox-kit/testing';
import { MESSAGES, runSandbox, SENDER, type RunningSandbox } from '../harness/running-sandbox.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await runSandbox({ SANDBOX_RECEIPTS: 'off' });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.call('POST', 'reset'));

/** Sends a create, and returns the bytes as they come. */
async function create(fault: object): Promise<{ socket: Socket; text: (encoding?: BufferEncoding) => string }> {
  await sandbox.control.call('POST', 'twilio/faults', { fault });
  const { hostname, port } = new URL(sandbox.url);
  const auth = Buffer.from(`AC${'0'.repeat(31)}1:the-token-of-the-fake`).toString('base64');
  const body = new URLSearchParams({ To: '+85251234567', From: SENDER, Body: 'Hello' }).toString();
  const socket = connect(Number(port), hostname);
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part)).on('error', () => {});
  socket.write(
    `POST ${MESSAGES}.json HTTP/1.1\r\nhost: x\r\nauthorization: Basic ${auth}\r\n` +
      `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return { socket, text: (encoding = 'latin1') => Buffer.concat(parts).toString(encoding) };
}

const texts = async () => (await sandbox.control.rows('text')).length;

test('a head that goes on and on', async () => {
  const { socket, text } = await create({ kind: 'slow-head', ms: 200 });

  await until(() => text().split('x-more').length > 5);
  expect(text()).toMatch(/^HTTP\/1\.1 201 OK\r\n(x-more: follows\r\n)+$/);
  expect(await texts()).toBe(1);
  socket.destroy();
});

test('a body that goes on until the caller hangs up', async () => {
  const { socket, text } = await create({ kind: 'endless-body' });
  await until(() => text().length > 3_000_000);
  socket.destroy();

  const bytes = await until(async () => {
    const { rows } = await sandbox.control.call<{ rows: { bytes?: number }[] }>('GET', 'requests');
    return rows.at(-1)?.bytes;
  });
  expect(bytes).toBeGreaterThan(3_000_000);
  expect(await texts()).toBe(1);
});

test('the true answer in another charset', async () => {
  const { socket, text } = await create({ kind: 'wrong-charset' });
  await until(() => text('utf16le').length > 100 && text().includes('}'));

  expect(text()).toMatch(/content-type: application\/json; charset=utf-16le\r\n/);
  expect(text()).not.toContain('"sid"');
  expect(text()).toContain([...'"sid"'].join('\0'));
  socket.destroy();
});

test('another protocol', async () => {
  const { text } = await create({ kind: 'not-http' });

  await until(() => text().endsWith('\r\n'));
  expect(text()).toBe('220 mail.example ESMTP\r\n');
  expect(await texts()).toBe(1);
});
