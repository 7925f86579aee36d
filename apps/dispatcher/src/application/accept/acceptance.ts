import type { RequestDocument, SubmitReply, SubmitRequest } from '#libs/contracts';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { fanOut, readUnfanned, type FanOutPorts } from '../fan-out/fan-out.ts';
import { FanOuts } from '../fan-out/fan-outs.ts';
import type { Log } from '../ports.ts';
import type { MessageMetrics } from '../ledger/ports.ts';
import { submitRequest, type SubmitOrigin, type SubmitPorts } from './submit-request.ts';
import { sweepRequests, type RequestSweepPorts } from '../fan-out/sweep-requests.ts';

export type AcceptancePorts = FanOutPorts &
  Omit<SubmitPorts, 'startFanOut'> &
  Omit<RequestSweepPorts, 'fanOut'> & { readonly metrics: Pick<MessageMetrics, 'accepted'>; readonly log: Log };

/** Accepts requests; fans each out into its messages after the answer. */
export class Acceptance {
  private readonly fanOuts: FanOuts;

  constructor(private readonly ports: AcceptancePorts) {
    this.fanOuts = new FanOuts({ fanOut: this.fanOut, read: (key) => readUnfanned(ports, key), log: ports.log });
  }

  submit(request: SubmitRequest, origin: SubmitOrigin = {}): Promise<SubmitReply> {
    const startFanOut = (of: RequestDocument, items: readonly PayloadItem[]): void => {
      this.ports.metrics.accepted(of.environment, items);
      this.fanOuts.start(of, items);
    };
    return submitRequest({ ...this.ports, startFanOut }, request, origin);
  }

  /** Repeats fan-outs whose process died; returns how many there were. */
  sweep(): Promise<number> {
    return sweepRequests({ ...this.ports, fanOut: this.fanOut });
  }

  /** Starts no more fan-outs, and resolves when those that run have ended. */
  drain(): Promise<void> {
    return this.fanOuts.drain();
  }

  private readonly fanOut = (request: RequestDocument, items: readonly PayloadItem[]): Promise<void> =>
    fanOut(this.ports, request, items);
}
