import { Controller, Get, Header } from '@nestjs/common';
import { createMetrics, renderMetrics } from '#libs/observability';
import { CallbackSender, Ledger } from '#libs/sandbox-kit';

/** Health and metrics, on the only port. It is up when its ledger is open. */
@Controller()
export class HealthController {
  private readonly metrics = createMetrics('sandbox');

  constructor(ledger: Ledger, sender: CallbackSender) {
    const { metrics } = this;
    metrics.gauge('sandbox_texts', 'Texts that phones received in this epoch.', [], (g) => g.set(ledger.counts.texts));
    metrics.gauge('sandbox_faults', 'Faults that fired in this epoch.', [], (g) => g.set(ledger.counts.faults));
    metrics.gauge('sandbox_callbacks_waiting', 'Callbacks without an end.', [], (g) => g.set(sender.waiting));
  }

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }

  @Get('health/ready')
  ready() {
    return { status: 'ready' };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  page(): Promise<string> {
    return renderMetrics([this.metrics]);
  }
}
