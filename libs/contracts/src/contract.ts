/** A class whose class-validator decorators check, type and document one payload. */
export type PayloadClass<T = unknown> = new () => T;

/** A request with one answer, or with a stream of answers. Queue-grouped: one replica of the owner answers. */
export interface Rpc<Request, Reply, Streamed extends boolean = boolean> {
  readonly kind: 'rpc';
  readonly owner: string;
  /** `<owner>.rpc.<name>.v<n>` */
  readonly subject: string;
  readonly request: PayloadClass<Request>;
  readonly reply: PayloadClass<Reply>;
  readonly streamed: Streamed;
  /** The caller gives up after this; it travels in a header as the callee's deadline. */
  readonly timeoutMs: number;
}

/** Durable work: stored on JetStream until one replica of the owner has acked it. */
export interface Job<Payload> {
  readonly kind: 'job';
  readonly owner: string;
  /** `<owner>.job.<name>.v<n>` */
  readonly subject: string;
  readonly request: PayloadClass<Payload>;
}

/** A fact for any service: stored on JetStream for a while, read by any number of services. */
export interface BusEvent<Payload> {
  readonly kind: 'evt';
  readonly owner: string;
  /** `<owner>.evt.<name>.v<n>` */
  readonly subject: string;
  readonly request: PayloadClass<Payload>;
}

/** An answer without data: the work is done. */
export class Done {}

export type Contract = Rpc<unknown, unknown> | Job<unknown> | BusEvent<unknown>;

/** Contracts by the names of their verbs, or groups of them by resource. */
export interface ContractGroup {
  readonly [name: string]: Contract | ContractGroup;
}

type Answer<Reply, Streamed> = Streamed extends true ? AsyncIterable<Reply> : Promise<Reply>;
type HandlerOf<It, CallContext, JobContext> =
  It extends Rpc<infer Request, infer Reply, infer Streamed>
    ? (request: Request, context: CallContext) => Answer<Reply, Streamed>
    : It extends Job<infer Payload> | BusEvent<infer Payload>
      ? (payload: Payload, context: JobContext) => Promise<void>
      : never;

/** The handlers of a group's owner: one for each contract. A missing one does not compile. */
export type HandlersFor<Group, CallContext = unknown, JobContext = unknown> = {
  readonly [Name in keyof Group]: Group[Name] extends Contract
    ? HandlerOf<Group[Name], CallContext, JobContext>
    : HandlersFor<Group[Name], CallContext, JobContext>;
};

interface Named<Request> {
  readonly owner: string;
  readonly name: string;
  readonly version?: number;
  readonly request: PayloadClass<Request>;
}

const subject = (kind: Contract['kind'], { owner, name, version = 1 }: Named<never>): string =>
  `${owner}.${kind}.${name}.v${version}`;

export function rpc<Request, Reply>(
  of: Named<Request> & { reply: PayloadClass<Reply>; timeoutMs?: number },
): Rpc<Request, Reply, false> {
  const { owner, request, reply, timeoutMs = 4_000 } = of;
  return { kind: 'rpc', owner, subject: subject('rpc', of as never), request, reply, timeoutMs, streamed: false };
}

export function streamedRpc<Request, Reply>(
  of: Named<Request> & { reply: PayloadClass<Reply>; timeoutMs: number },
): Rpc<Request, Reply, true> {
  const { owner, request, reply, timeoutMs } = of;
  return { kind: 'rpc', owner, subject: subject('rpc', of as never), request, reply, timeoutMs, streamed: true };
}

export const job = <Payload>(of: Named<Payload>): Job<Payload> => ({
  kind: 'job',
  owner: of.owner,
  subject: subject('job', of as never),
  request: of.request,
});

export const busEvent = <Payload>(of: Named<Payload>): BusEvent<Payload> => ({
  kind: 'evt',
  owner: of.owner,
  subject: subject('evt', of as never),
  request: of.request,
});

export interface CallOptions {
  /** The contract's time-out unless given; for a stream it covers the whole stream. */
  readonly timeoutMs?: number;
}

type CallOf<It> =
  It extends Rpc<infer Request, infer Reply, infer Streamed>
    ? (request: Request, options?: CallOptions) => Streamed extends true ? AsyncGenerator<Reply> : Promise<Reply>
    : It extends Job<infer Payload> | BusEvent<infer Payload>
      ? (payload: Payload) => Promise<void>
      : never;

/** A group as its callers see it: a method for each contract, typed by its payloads. */
export type ClientOf<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends Contract ? CallOf<Group[Name]> : ClientOf<Group[Name]>;
};
