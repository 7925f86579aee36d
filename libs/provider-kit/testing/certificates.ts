import { connect, type AddressInfo } from 'node:net';
import { createServer, getCACertificates, setDefaultCACertificates, type Server } from 'node:tls';
import { AUTHORITY, EXPIRED, KEY, OF_ANOTHER_NAME, VALID } from './pems.ts';
import type { Scene } from './vendor-under-test.ts';

/** Tests of a vendor over TLS, with a certificate of an authority that this process trusts. */
export function describeCertificates(scene: Scene): void {
  const servers: Server[] = [];
  const usual = getCACertificates('default');

  beforeAll(() => setDefaultCACertificates([...usual, AUTHORITY]));
  afterAll(async () => {
    setDefaultCACertificates(usual);
    for (const server of servers) await new Promise((done) => server.close(done));
  });

  /** The sandbox behind TLS; counts the handshakes that the caller completed. */
  async function behind(cert: string): Promise<{ url: string; handshakes(): number }> {
    const { hostname, port } = new URL(scene.sandbox.url);
    let handshakes = 0;
    const server = createServer({ cert, key: KEY }, (socket) => {
      handshakes++;
      const vendor = connect(Number(port), hostname);
      socket.pipe(vendor).pipe(socket);
      for (const it of [socket, vendor]) it.on('error', () => it.destroy());
    });
    servers.push(server.on('tlsClientError', () => {}));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return {
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      handshakes: () => handshakes,
    };
  }

  test('a vendor with a valid certificate takes a text over TLS', async () => {
    const { url, handshakes } = await behind(VALID);
    const stage = await scene.anotherStage({ vendorUrl: url });
    const item = scene.newItem();

    expect(await stage.deliver(item)).toMatchObject([{ outcome: 'accepted' }]);
    expect(await scene.sandbox.texts(item.to)).toHaveLength(1);
    expect(handshakes()).toBe(1);
    await stage.close();
  });

  test.each([
    ['has expired', EXPIRED],
    ['is of another host', OF_ANOTHER_NAME],
  ])('a vendor whose certificate %s counts as down, and nothing was sent', async (_case, cert) => {
    const stage = await scene.anotherStage({ vendorUrl: (await behind(cert)).url });
    const item = scene.newItem();

    expect(await stage.deliver(item)).toMatchObject([{ outcome: 'vendor_fault', fault: 'down', vendor_code: 'tls' }]);
    expect(await scene.sandbox.texts(item.to)).toEqual([]);
  });
}
