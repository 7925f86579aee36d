import { HeldLeases } from './held-leases.ts';
import { DEFAULT_OPTIONS, REMEMBERED_MS, type AgentOptions, type AgentPorts } from './options.ts';
import { passOnReceived } from './pass-on-received.ts';
import { untilAnswered, untilWritten } from './persistently.ts';
import type { PhoneState } from './ports.ts';
import { reportEnds } from './report-ends.ts';
import { sendMessage } from './send-message.ts';
import { freeParts, takeMessages } from './take-messages.ts';

const PAUSE_MS = 5_000;
/** After a stop: for the last reports. */
const LAST_REPORTS_MS = 5_000;

/**
 * A phone of Postrider: takes messages, sends them one after the other, reports their ends, and hands over the texts
 * received. It never sends a message that its journal has sent or may have sent.
 */
export class PhoneAgent {
  private readonly options: AgentOptions;
  private readonly held: HeldLeases;
  private readonly stopping = new AbortController();
  private state: PhoneState = { ready: false };
  private toldFreeParts: number | undefined;
  private wakeReporter: () => void = () => {};

  constructor(
    private readonly ports: AgentPorts,
    options: Partial<AgentOptions> = {},
  ) {
    this.options = { ...DEFAULT_OPTIONS, ...options };
    this.held = new HeldLeases(ports.clock);
  }

  /** Runs until {@link stop}. Throws `TokenDenied`, or what makes the journal unusable. */
  async run(): Promise<void> {
    const { unknown, notSent } = this.ports.journal.recover();
    if (unknown + notSent > 0)
      this.ports.say(`After the start: ${unknown} may have been sent and are unknown, ${notSent} were not sent`);
    await this.look();

    const errors: unknown[] = [];
    const loops = [this.beat(), this.work(), this.reportOn(), this.receive()].map((loop) =>
      loop.catch((error: unknown) => {
        errors.push(error);
        this.stop();
      }),
    );
    await Promise.all(loops);
    if (errors.length > 0) throw errors[0];
    await this.lastReports();
  }

  /** A message that is in the air is finished; nothing more is begun. */
  stop(): void {
    this.stopping.abort();
    this.wakeReporter();
  }

  private get signal(): AbortSignal {
    return this.stopping.signal;
  }

  private async beat(): Promise<void> {
    while (!this.signal.aborted) {
      await this.heartbeat();
      await untilWritten(this.ports, () => this.ports.journal.prune(REMEMBERED_MS), this.signal);
      await this.ports.clock.sleep(this.options.heartbeatS * 1_000, this.signal);
      if (!this.signal.aborted) await this.look();
    }
  }

  private async look(): Promise<void> {
    const before = this.state.why;
    this.state = await this.ports.radio.state().catch((error: Error) => ({ ready: false, why: error.message }));
    if (this.state.why === before) return;
    this.ports.say(this.state.ready ? 'The phone can send' : `No messages are taken: ${this.state.why}`);
  }

  private async heartbeat(): Promise<void> {
    const { journal, transport } = this.ports;
    const { ready: _ready, why: _why, ...told } = this.state;
    const free = freeParts(this.ports, this.options);
    const beat = { ...told, ...(free === undefined ? {} : { freeParts: free }), leases: journal.held() };
    const answer = await untilAnswered(this.ports, () => transport.heartbeat(beat, this.signal), this.signal);
    if (!answer) return;
    this.toldFreeParts = free;
    if (answer.kind === 'refused') return this.ports.say(`Postrider refuses the heartbeat: ${answer.why}`);
    this.held.extend(answer.value.extended, answer.value.leaseTtlMs);
    this.held.revoke(answer.value.revoked);
  }

  private async work(): Promise<void> {
    const { journal, clock } = this.ports;
    while (!this.signal.aborted) {
      const limit = await this.mayTake();
      if (limit === 0) {
        await clock.sleep(PAUSE_MS, this.signal);
        continue;
      }
      const leases = await takeMessages(this.ports, this.held, limit, this.options.waitS, this.signal);
      this.wakeReporter();
      for (const lease of leases) {
        await sendMessage(this.ports, this.held, lease, this.signal);
        this.wakeReporter();
      }
      // If it was stopped in between, the open request gives the rest again.
      if (!this.signal.aborted) await untilWritten(this.ports, () => journal.endPoll(), this.signal);
    }
  }

  /** Messages that may be taken now. Postrider knows the free parts before it is asked, so that none is lent in vain. */
  private async mayTake(): Promise<number> {
    if (!this.state.ready) return 0;
    const free = freeParts(this.ports, this.options);
    if (free === undefined) return this.options.limit;
    if (free > 0 && free !== this.toldFreeParts) await this.heartbeat();
    return Math.min(this.options.limit, free);
  }

  private async reportOn(): Promise<void> {
    while (!this.signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.wakeReporter = resolve));
      await reportEnds(this.ports, this.signal);
      if (!this.signal.aborted) await woken;
    }
  }

  private async lastReports(): Promise<void> {
    const over = new AbortController();
    const reports = reportEnds(this.ports, over.signal).finally(() => over.abort());
    await this.ports.clock.sleep(LAST_REPORTS_MS, over.signal);
    over.abort();
    await reports;
  }

  private async receive(): Promise<void> {
    const { inboxS } = this.options;
    while (inboxS > 0 && !this.signal.aborted) {
      await passOnReceived(this.ports, this.signal);
      await this.ports.clock.sleep(inboxS * 1_000, this.signal);
    }
  }
}
