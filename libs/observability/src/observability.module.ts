import { Module, type DynamicModule } from '@nestjs/common';
import { Draining } from './draining.ts';
import { Health } from './health.ts';
import { Log } from './log.ts';
import { Metrics } from './metrics.ts';

export interface Observability {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly draining: Draining;
}

/** Gives every part of one service its `Log`, `Metrics`, `Health` and `Draining`. */
@Module({})
export class ObservabilityModule {
  static of({ log, metrics, health, draining }: Observability): DynamicModule {
    const providers = [
      { provide: Log, useValue: log },
      { provide: Metrics, useValue: metrics },
      { provide: Health, useValue: health },
      { provide: Draining, useValue: draining },
    ];
    return { module: ObservabilityModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
