import { connect } from 'node:net';
import { misused } from '../failure.ts';
import type { Finding } from './finding.ts';

const WITHIN_MS = 3_000;

/** Whether a service is ready, as its health says. */
export async function readiness(address: string): Promise<Finding> {
  if (!URL.canParse(address)) throw misused('--ready takes addresses such as http://127.0.0.1:9464.');
  const found = { of: new URL(address).host, what: 'ready' };
  try {
    const response = await fetch(`${address.replace(/\/+$/, '')}/health/ready`, {
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const { checks = {} } = (await response.json()) as { checks?: Readonly<Record<string, string>> };
    const failing = Object.entries(checks).flatMap(([name, state]) => (state === 'ok' ? [] : name));
    if (response.ok) return { ...found, ok: true, detail: 'It is ready.' };
    return { ...found, ok: false, detail: `Not ready: ${failing.join(', ')}. Its log says why.` };
  } catch {
    return { ...found, ok: false, detail: 'It does not answer. Is the service running, and is this its OPS_PORT?' };
  }
}

/** Whether a server, such as NATS or MongoDB, accepts connections. */
export async function listening(address: string): Promise<Finding> {
  const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(address) ?? [];
  if (host === undefined || Number(port) > 65_535) throw misused('--listens takes addresses such as 127.0.0.1:4222.');
  const failed = await refusalOf(host, Number(port));
  const detail = failed === undefined ? 'It accepts connections.' : `It accepts no connection (${failed}). Start it.`;
  return { of: address, what: 'listens', ok: failed === undefined, detail };
}

function refusalOf(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: WITHIN_MS });
    const end = (failed?: string): void => {
      socket.destroy();
      resolve(failed);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code));
  });
}
