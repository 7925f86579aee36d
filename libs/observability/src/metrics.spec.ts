import { createMetrics, renderMetrics } from './metrics.ts';
import { addProcessMetrics } from './process-metrics.ts';

it('gives the same metric for the same name', () => {
  const metrics = createMetrics('dispatcher');

  expect(metrics.counter('sent_total', 'Sent.')).toBe(metrics.counter('sent_total', 'Sent.'));
});

it('keeps the metrics of two services in one process apart', async () => {
  const [one, other] = [createMetrics('one'), createMetrics('other')];
  one.counter('sent_total', 'Sent.').inc(2);
  other.counter('sent_total', 'Sent.').inc(3);

  const page = await renderMetrics([one, other]);

  expect(page.match(/^# HELP sent_total/gm)).toHaveLength(1);
  expect(page.match(/^# TYPE sent_total counter$/gm)).toHaveLength(1);
  expect(page).toContain('sent_total{service="one"} 2');
  expect(page).toContain('sent_total{service="other"} 3');
});

it('reads a gauge when the page is read', async () => {
  const metrics = createMetrics('x');
  let open = 1;
  metrics.gauge('open', 'Open now.', [], (gauge) => gauge.set(open));
  open = 7;

  expect(await renderMetrics([metrics])).toContain('open{service="x"} 7');
});

it('reports processor time, memory and event loop delay', async () => {
  const metrics = createMetrics('x');
  const stop = addProcessMetrics(metrics);
  const page = await renderMetrics([metrics]);
  stop();

  expect(page).toMatch(/process_cpu_seconds_total\{[^}]*kind="user"[^}]*\} \d/);
  expect(page).toMatch(/process_resident_memory_bytes\{[^}]*\} \d{6,}/);
  expect(page).toMatch(/nodejs_eventloop_lag_seconds\{[^}]*quantile="0.99"[^}]*\}/);
});
