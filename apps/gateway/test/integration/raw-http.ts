import { connect } from 'node:net';

/** Writes bytes to the gateway's socket, as no HTTP client would, and reads until it closes. */
export function rawHttp(
  url: string,
  ...chunks: readonly (string | Buffer)[]
): Promise<{ status: number; head: string; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => chunks.forEach((chunk) => socket.write(chunk)));
    const received: Buffer[] = [];
    socket.on('data', (data) => received.push(data));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', ...rest] = Buffer.concat(received).toString().split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: rest.join('\r\n\r\n') });
    });
  });
}
