import { createServer } from 'node:net';
import { randomBelow } from '#libs/kernel';

/** Below the ports that systems assign themselves, and below MongoDB's own. */
const FIRST_PORT = 20_000;
const PORTS = 7_000;
let drawn = randomBelow(PORTS);

/** A port that was just free, on the loopback address; never one that this process got before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries++) {
    drawn = (drawn + 1) % PORTS;
    const port = FIRST_PORT + drawn;
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} is free.`);
}

/** Whether `port` can be listened on, at the given address. */
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
 * Starts a server on the required port, else on its last port, else on any. A free port may be taken a moment later, so
 * another one is tried then.
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
