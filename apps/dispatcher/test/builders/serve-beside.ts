import { createMetrics, silentLog } from '#libs/observability';
import { BusLink } from '#libs/messaging';
import { serveOn, type ServedParts } from '../../../../libs/messaging/testing/index.ts';
import type { RunningDispatcher } from './running-dispatcher.ts';

/** Another service on the dispatcher's part of the bus; returns how to end it. */
export async function serveBeside({ nats }: RunningDispatcher, parts: ServedParts): Promise<() => Promise<void>> {
  const link = await BusLink.connect({
    natsUrl: nats.url,
    subjectPrefix: nats.prefix,
    streamMaxBytes: 16 * 1024 * 1024,
    streamReplicas: 1,
    service: parts.name,
    log: silentLog(),
    metrics: createMetrics(parts.name),
  });
  const served = await serveOn(link, parts);
  return () => served.close();
}
