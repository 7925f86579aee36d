import { connect } from 'node:net';

/** The greeting of a nats-server, sent before a client signs in. */
export interface NatsGreeting {
  readonly version: string;
  readonly server_name: string;
  readonly jetstream?: boolean;
  readonly max_payload: number;
}

const WITHIN_MS = 3_000;

/** Undefined if no server answers there, or one that is not a nats-server. */
export function natsGreeting(host: string, port: number): Promise<NatsGreeting | undefined> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect({ port, host });
    const end = (greeting?: NatsGreeting): void => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(greeting);
    };
    const deadline = setTimeout(() => end(), WITHIN_MS);
    socket.on('error', () => end());
    socket.on('close', () => end());
    socket.on('data', (bytes) => {
      received += bytes.toString('utf8');
      if (received.includes('\n')) end(parse(received));
    });
  });
}

function parse(received: string): NatsGreeting | undefined {
  const [, json] = /^INFO (\{.*\})\s*\n/.exec(received) ?? [];
  return json === undefined ? undefined : (JSON.parse(json) as NatsGreeting);
}
