import type { HeartbeatPorts } from '../../application/heartbeat.ts';
import type { Polls } from '../../application/next-jobs.ts';
import type { RegisterPorts } from '../../application/register-agent.ts';
import type { ReportPorts } from '../../application/report-messages.ts';
import type { StartPorts } from '../../application/start-message.ts';
import type { TextPorts } from '../../application/take-texts.ts';

type Ports = HeartbeatPorts & RegisterPorts & ReportPorts & StartPorts & TextPorts;

/** What the calls of phones need. */
export class PhoneService {
  constructor(
    readonly ports: Ports,
    readonly polls: Polls,
    readonly heartbeatS: number,
  ) {}

  get tokens(): Ports['tokens'] {
    return this.ports.tokens;
  }

  get presence(): Ports['presence'] {
    return this.ports.presence;
  }
}
