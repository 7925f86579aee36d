import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type { Counter, Gauge, Histogram } from 'prom-client';

/** From a local call to a slow vendor, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * One service's metrics, in a registry of their own; each carries the label `service`. The same name always gives the
 * same metric.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
  }

  /** `collect` updates the count when the metrics are read. */
  counter(
    name: string,
    help: string,
    labelNames: readonly string[] = [],
    collect?: (counter: Counter) => void,
  ): Counter {
    return this.once(name, () => {
      const counter: Counter = new Counter({
        name,
        help,
        labelNames,
        registers: [this.registry],
        ...(collect ? { collect: () => collect(counter) } : {}),
      });
      return counter;
    });
  }

  /** `collect` sets the value when the metrics are read. */
  gauge(
    name: string,
    help: string,
    labelNames: readonly string[] = [],
    collect?: (gauge: Gauge) => void | Promise<void>,
  ): Gauge {
    return this.once(name, () => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames,
        registers: [this.registry],
        ...(collect ? { collect: () => collect(gauge) } : {}),
      });
      return gauge;
    });
  }

  /** In seconds. */
  histogram(name: string, help: string, labelNames: readonly string[] = [], buckets: number[] = BUCKETS): Histogram {
    return this.once(name, () => new Histogram({ name, help, labelNames, buckets, registers: [this.registry] }));
  }

  private once<Metric>(name: string, make: () => Metric): Metric {
    return (this.registry.getSingleMetric(name) as Metric | undefined) ?? make();
  }
}

export const createMetrics = (service: string): Metrics => new Metrics(service);

/** The metrics of several services as one page; the format requires all samples of a name under one heading. */
export async function renderMetrics(all: readonly Metrics[]): Promise<string> {
  const headings = new Map<string, string[]>();
  for (const { registry } of all) {
    const page = await registry.metrics();
    let samples: string[] = [];
    for (const line of page.split('\n')) {
      if (line.startsWith('# HELP ')) samples = headings.get(line) ?? [];
      if (line.startsWith('# HELP ')) headings.set(line, samples);
      else if (line !== '' && !(line.startsWith('# TYPE ') && samples.includes(line))) samples.push(line);
    }
  }
  return [...headings].map(([heading, samples]) => `${[heading, ...samples].join('\n')}\n`).join('\n');
}
