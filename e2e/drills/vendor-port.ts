import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '#libs/servers';

/** A port in front of one vendor, which can be closed while the others work. */
export class VendorPort {
  readonly port: number;
  /** The port to which it connects. */
  target = 0;
  readonly #open = new Set<Socket>();
  #server = createServer();

  private constructor(port: number) {
    this.port = port;
  }

  static async open(): Promise<VendorPort> {
    const it = new VendorPort(await freePort());
    await it.listen();
    return it;
  }

  get isOpen(): boolean {
    return this.#server.listening;
  }

  async listen(): Promise<void> {
    this.#server = createServer((near) => this.#join(near));
    await new Promise<void>((resolve, reject) =>
      this.#server.once('error', reject).listen(this.port, '127.0.0.1', resolve),
    );
  }

  /** From now on connections are refused, and open ones are closed. */
  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(near: Socket): void {
    const far = connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
