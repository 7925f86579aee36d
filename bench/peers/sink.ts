import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The receiver of the peers' texts: two vendors that count the texts they take. Its starter sets how it behaves, and
 * since when.
 */
export type Behaviour = 'healthy' | 'refused' | '503' | '429' | 'temp-fail' | 'hang';

export type Order =
  | { readonly do: 'behave'; readonly vendor: 'a' | 'b'; readonly behaviour: Behaviour; readonly latencyMs: number }
  | { readonly do: 'tell'; readonly after: number };

export interface Text {
  readonly vendor: 'a' | 'b';
  readonly to: string;
  /** Ms since the epoch, with fractions. */
  readonly at: number;
}

export interface Told {
  readonly ports: Readonly<Record<'a' | 'b', number>>;
  /** Calls that reached a vendor, with or without a text taken. */
  readonly calls: Readonly<Record<'a' | 'b', number>>;
  readonly total: number;
  /** Texts after the given number. */
  readonly texts: readonly Text[];
}

interface Vendor {
  server: Server;
  port: number;
  behaviour: Behaviour;
  latencyMs: number;
}

const texts: Text[] = [];
const calls = { a: 0, b: 0 };
const vendors = { a: await open('a', 0), b: await open('b', 0) };
process.on('message', (order: Order) => void obey(order).then((told) => process.send!(told)));
process.on('disconnect', () => process.exit());
process.send!(tell(0));

async function obey(order: Order): Promise<Told> {
  if (order.do === 'tell') return tell(order.after);
  const vendor = vendors[order.vendor];
  const wasClosed = vendor.behaviour === 'refused';
  Object.assign(vendor, { behaviour: order.behaviour, latencyMs: order.latencyMs });
  if (order.behaviour === 'refused' && !wasClosed) await close(vendor.server);
  if (order.behaviour !== 'refused' && wasClosed) vendor.server = (await open(order.vendor, vendor.port)).server;
  return tell(texts.length);
}

function tell(after: number): Told {
  const ports = { a: vendors.a.port, b: vendors.b.port };
  return { ports, calls: { ...calls }, total: texts.length, texts: texts.slice(after) };
}

async function open(name: 'a' | 'b', port: number): Promise<Vendor> {
  const server = createServer((request, response) => void take(name, request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port, behaviour: 'healthy', latencyMs: 0 };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** `GET /send?to=…` or `POST /send` with JSON. */
async function take(name: 'a' | 'b', request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  calls[name] += 1;
  const { behaviour, latencyMs } = vendors[name];
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  switch (behaviour) {
    case 'healthy': {
      const to = chunks.length > 0 ? inBody(chunks) : new URL(request.url!, 'http://sink').searchParams.get('to')!;
      texts.push({ vendor: name, to, at: performance.timeOrigin + performance.now() });
      return void response.end(`OK ${texts.length}`);
    }
    case '503':
    case '429':
      return void response.writeHead(Number(behaviour), { 'retry-after': '1' }).end('BUSY');
    case 'temp-fail':
      return void response.end('TEMP try again later');
    case 'hang':
    case 'refused':
      return;
  }
}

const inBody = (chunks: readonly Buffer[]): string =>
  (JSON.parse(Buffer.concat(chunks).toString()) as { to: string }).to;
