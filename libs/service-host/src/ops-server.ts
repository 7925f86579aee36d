import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderMetrics, type Health, type HealthReport, type Metrics } from '#libs/observability';

/** The data of one service on the ops server. */
export interface Hosted {
  readonly name: string;
  readonly health: Health;
  readonly metrics: Metrics;
}

export interface OpsServer {
  readonly port: number;
  /** Services are added as soon as they exist; without any the process is not ready. */
  readonly hosted: Hosted[];
  /** The process's own metrics, and others that belong to no service. */
  readonly metrics: Metrics[];
  close(): Promise<void>;
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** `/health/live`, `/health/ready` and `/metrics` of everything hosted in this process. */
export async function openOpsServer(host: string, port: number): Promise<OpsServer> {
  const hosted: Hosted[] = [];
  const metrics: Metrics[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/health/live') return sendJson(response, 200, { status: 'ok' });
    const answering =
      path === '/health/ready' ? sendReady(response, hosted) : sendMetrics(path, response, hosted, metrics);
    answering.catch(() => response.destroy());
  });
  await listen(server, host, port);
  return { port: (server.address() as AddressInfo).port, hosted, metrics, close: () => close(server) };
}

async function sendReady(response: ServerResponse, hosted: readonly Hosted[]): Promise<void> {
  const reports = await Promise.all(hosted.map(async ({ name, health }) => [name, await health.report()] as const));
  const ready = reports.length > 0 && reports.every(([, report]) => report.ready);
  const services: Record<string, HealthReport> = Object.fromEntries(reports);
  sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', services });
}

async function sendMetrics(
  path: string | undefined,
  response: ServerResponse,
  hosted: readonly Hosted[],
  metrics: readonly Metrics[],
): Promise<void> {
  if (path !== '/metrics') return sendJson(response, 404, { status: 'not_found' });
  const page = await renderMetrics([...metrics, ...hosted.map((service) => service.metrics)]);
  response.writeHead(200, { 'content-type': METRICS_TYPE }).end(page);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
