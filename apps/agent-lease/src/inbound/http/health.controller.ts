import { Controller, Get } from '@nestjs/common';

/** The address that phones call answers. */
@Controller()
export class HealthController {
  @Get('health')
  health(): { status: string; service: string } {
    return { status: 'ok', service: 'agent-lease' };
  }
}
