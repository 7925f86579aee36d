import { sleep } from '#libs/kernel';
import { BusUnavailable, streamFailure } from './errors.ts';
import { JobWork, type JobOptions } from './job-work.ts';
import type { Delivery } from './delivery.ts';
import type { BusLink } from './link.ts';
import { Pull, type Broken } from './pull.ts';
import type { Running } from './running.ts';
import { ACK_WAIT_MS } from './streams.ts';

const RETRY_MS = { first: 100, most: 1_000 };

/**
 * Takes messages of one durable consumer, up to twice its concurrency, so that a free worker never waits for the
 * broker. After any failure of the pull (broker gone, stream or consumer deleted, silence) it reconciles both and pulls
 * again.
 */
export class JobLoop {
  private readonly work: JobWork;
  private readonly stopping = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  /** Taken and not settled: queued or being handled. */
  private readonly held = new Set<Delivery>();
  private queue: Delivery[] = [];
  private working = 0;
  private pull: Pull | undefined;
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly link: BusLink,
    private readonly running: Running,
    private readonly options: JobOptions,
  ) {
    this.work = new JobWork(link, options);
    this.heartbeat = setInterval(() => this.keepHeld(), ACK_WAIT_MS / 2);
  }

  /** Makes the stream and the consumer as described; a stream of another owner is left to that owner. */
  async reconcile(): Promise<void> {
    const { contract, durable } = this.options;
    const { streams, service } = this.link;
    if (contract.owner === service) await streams.ensureStream(contract.owner, contract.kind);
    await streams.ensureConsumer(contract, durable);
  }

  start(): void {
    this.done = this.loop();
  }

  /** Takes no more and gives back messages that are not begun; handlers that run are kept alive until they end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.pull?.drain();
    for (const message of this.queue) this.release(message);
    this.queue = [];
    this.stopKeeping();
    await this.done;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    let waitMs = RETRY_MS.first;
    while (!signal.aborted) {
      try {
        await this.reconcile();
        if (signal.aborted) return;
        waitMs = RETRY_MS.first;
        const broken = await this.pullUntilBroken();
        if (!signal.aborted) this.tellBroken(broken);
      } catch (error) {
        if (!signal.aborted)
          this.link.log.warn('job.queue_missing', { subject: this.subject, err: streamFailure(error) });
      }
      await sleep(waitMs, signal);
      waitMs = Math.min(waitMs * 2, RETRY_MS.most);
    }
  }

  private tellBroken({ reason, isAway }: Broken): void {
    const why = isAway ? { err: new BusUnavailable(true, new Error(reason)) } : { reason };
    this.link.log.warn('job.queue_interrupted', { subject: this.subject, ...why });
  }

  private get subject(): string {
    return this.options.contract.subject;
  }

  private async pullUntilBroken(): Promise<Broken> {
    const { contract, durable } = this.options;
    const { streams } = this.link;
    const pull = new Pull(this.link, {
      stream: streams.streamName(contract.owner, contract.kind),
      consumer: streams.consumerName(contract, durable),
      take: (message) => this.take(message),
      expired: () => this.fill(),
    });
    this.pull = pull;
    this.fill();
    const broken = await pull.broken;
    pull.close();
    return broken;
  }

  /** Asks for more as soon as half of the capacity is free. */
  private fill(): void {
    const { concurrency } = this.options;
    if (this.pull === undefined || this.stopping.signal.aborted || !this.link.up) return;
    const free = concurrency * 2 - this.held.size - this.pull.outstanding;
    if (free >= concurrency) this.pull.request(free);
  }

  private take(message: Delivery): void {
    this.held.add(message);
    this.queue.push(message);
    this.next();
  }

  private next(): void {
    while (this.working < this.options.concurrency && !this.stopping.signal.aborted) {
      const message = this.queue.shift();
      if (message === undefined) return;
      this.working += 1;
      this.running.track(this.work.do(message).finally(() => this.finished(message)));
    }
  }

  private finished(message: Delivery): void {
    this.working -= 1;
    this.held.delete(message);
    this.next();
    this.fill();
    this.stopKeeping();
  }

  private release(message: Delivery): void {
    this.held.delete(message);
    if (this.link.up) message.nak();
  }

  private keepHeld(): void {
    if (this.link.up) for (const message of this.held) message.working();
  }

  private stopKeeping(): void {
    if (this.stopping.signal.aborted && this.held.size === 0) clearInterval(this.heartbeat);
  }
}
