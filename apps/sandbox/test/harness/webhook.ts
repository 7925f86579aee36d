import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parse } from 'node:querystring';

export interface Received {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params: Record<string, string>;
}

export interface Webhook {
  /** With the host and port that the signature covers. */
  readonly url: string;
  readonly received: Received[];
  /** The statuses of the next answers, in turn; 204 afterwards. */
  readonly answers: number[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A customer's server: a real one, which records the calls. */
export async function openWebhook(): Promise<Webhook> {
  const received: Received[] = [];
  const answers: number[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const params = { ...parse(await text(request)) } as Record<string, string>;
    received.push({ url: request.url ?? '', headers: request.headers, params });
    response.writeHead(answers.shift() ?? 204).end();
  };
  const server = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/twilio`,
    received,
    answers,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
