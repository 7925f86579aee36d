import { createServer } from 'node:net';

/** A port that was free a moment ago, on the loopback address. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Whether `port` can be listened on, on the given address. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

export class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken by another process.`);
    this.name = 'PortTaken';
  }
}

/**
 * Starts something on the port the caller insists on, else on the one it had before, else on any. A port that was free
 * when looked at may be taken a moment later, so any other is tried then.
 */
export async function onSomePort<T>(
  { insisted, known }: { insisted: number | undefined; known: number | undefined },
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (insisted) {
    if (!(await isPortFree(insisted))) throw new PortTaken(insisted);
    return start(insisted);
  }
  for (let attempt = 0; ; attempt++) {
    const port = attempt === 0 && known && (await isPortFree(known)) ? known : await freePort();
    try {
      return await start(port);
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt >= 3) throw error;
    }
  }
}
