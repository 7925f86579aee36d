import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Subscription } from '@nats-io/transport-node';
import type { BusEvent, Contract, Job, Rpc } from '#libs/contracts';
import { monotonicMs, sleep } from '#libs/kernel';
import { streamFailure } from './errors.ts';
import { serveEvent } from './event-server.ts';
import { BUS, type HandlerTraits } from './handlers.ts';
import { JobLoop } from './job-loop.ts';
import type { BusLink } from './link.ts';
import { checkOwnership } from './ownership.ts';
import { serveRpc, type Handler } from './rpc-server.ts';
import { Running } from './running.ts';

type Registered = HandlerTraits & { readonly handler: Handler };

/** Nest's side of the bus: calls by core request/reply, jobs and durable events by JetStream, over one connection. */
export class BusStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = BUS;
  private readonly registered: Registered[] = [];
  private readonly running = new Running();
  private subscriptions: Subscription[] = [];
  private loops: JobLoop[] = [];
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly link: BusLink,
    private readonly contracts: readonly Contract[],
  ) {
    super();
  }

  override addHandler(_: unknown, callback: MessageHandler, __: boolean, traits: Record<string, unknown>): void {
    this.registered.push({ ...(traits as unknown as HandlerTraits), handler: callback as unknown as Handler });
  }

  listen(callback: (error?: unknown) => void): void {
    this.begin().then(() => callback(), callback);
  }

  /**
   * Takes no new calls, and lets those that run end within the time. Calls to others still work. Resolves with whether
   * all have ended.
   */
  async drain(withinMs: number): Promise<boolean> {
    const ends = monotonicMs() + withinMs;
    this.stopListening?.();
    const stopping = [...this.loops.map((loop) => loop.stop()), ...this.subscriptions.map((taken) => this.end(taken))];
    this.loops = [];
    this.subscriptions = [];
    const over = new AbortController();
    await Promise.race([Promise.allSettled(stopping), sleep(withinMs, over.signal)]);
    over.abort();
    return this.running.ended(Math.max(0, ends - monotonicMs()));
  }

  async close(): Promise<void> {
    await this.drain(0);
  }

  on(): never {
    throw new Error('The bus has no events of its own.');
  }

  unwrap<T>(): T {
    return this.link.connection as T;
  }

  private async begin(): Promise<void> {
    checkOwnership(this.link.service, this.contracts, this.registered);
    await this.ensureStreams();
    this.stopListening = this.link.onUp(() => {
      this.ensureStreams().catch((error: unknown) =>
        this.link.log.warn('bus.streams_missing', { err: streamFailure(error) }),
      );
    });
    for (const { contract, handler, concurrency = 1, durable } of this.registered) {
      if (contract.kind === 'rpc')
        this.serve(serveRpc(this.link, contract as Rpc<object, unknown>, handler, this.running));
      else if (contract.kind === 'evt' && durable === undefined)
        this.serve(serveEvent(this.link, contract as BusEvent<object>, handler, this.running));
      else await this.work({ contract: contract as Job<object> | BusEvent<object>, handler, concurrency, durable });
    }
    await this.link.connection.flush();
  }

  private serve(subscription: Subscription): void {
    this.subscriptions.push(subscription);
  }

  private async work({
    durable,
    ...options
  }: ConstructorParameters<typeof JobLoop>[2] & { durable: string | undefined }) {
    const loop = new JobLoop(this.link, this.running, { ...options, ...(durable === undefined ? {} : { durable }) });
    this.loops.push(loop);
    if (options.contract.kind === 'job') await loop.reconcile();
    loop.start();
  }

  private async ensureStreams(): Promise<void> {
    const kinds = new Set(this.contracts.map(({ kind }) => kind));
    for (const kind of ['job', 'evt'] as const)
      if (kinds.has(kind)) await this.link.streams.ensureStream(this.link.service, kind);
  }

  /** Messages that the broker has already delivered still reach their handler. */
  private async end(subscription: Subscription): Promise<void> {
    if (this.link.up) await subscription.drain();
    else subscription.unsubscribe();
  }
}
