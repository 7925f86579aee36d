import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

/**
 * Processor time, memory and event loop delay of this process, under the usual names. Returns a function that stops it.
 */
export function addProcessMetrics(metrics: Metrics): () => void {
  const start = metrics.gauge('process_start_time_seconds', 'Start of the process since the epoch.');
  start.set(performance.timeOrigin / 1_000);
  metrics.counter('process_cpu_seconds_total', 'Processor time used.', ['kind'], (counter) => {
    const { user, system } = process.cpuUsage();
    counter.reset();
    counter.inc({ kind: 'user' }, user / 1e6);
    counter.inc({ kind: 'system' }, system / 1e6);
  });
  metrics.gauge('process_resident_memory_bytes', 'Resident memory.', [], (gauge) =>
    gauge.set(process.memoryUsage.rss()),
  );
  metrics.gauge('nodejs_heap_size_used_bytes', 'Heap in use.', [], (gauge) =>
    gauge.set(process.memoryUsage().heapUsed),
  );

  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.gauge('nodejs_eventloop_lag_seconds', 'Event loop delay since the last reading.', ['quantile'], (gauge) => {
    for (const quantile of [50, 99, 100])
      gauge.set({ quantile: String(quantile / 100) }, delay.percentile(quantile) / 1e9);
    delay.reset();
  });
  return () => delay.disable();
}
