import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clock, isErrorCode, PostriderError, type ErrorCode } from '#libs/kernel';
import {
  type CallbackReply,
  type CallbackRequest,
  type CheckAccountReply,
  type DeliverItem,
  type Environment,
  type InboundText,
  type ItemOutcome,
  type LookupAnswer,
  type LookupItem,
  type PollReceiptsReply,
  type PollReceiptsRequest,
  type Receipt,
  type ReceiptsRequest,
  type RecordTextsRequest,
  type RegisterAccountRequest,
  providerContracts,
  routesChanged,
} from '#libs/contracts';
import { contractsOf, type Bus, type NatsConfig } from '#libs/messaging';
import type { OpsConfig } from '#libs/observability';
import type { ProviderConfig } from '#libs/provider-kit';
import { startService, type ServiceConfig, type ServiceDefinition } from '#libs/service-host';
import { partsOf, testNats } from '../../messaging/testing/index.ts';
import { addressSecret } from '../src/vendor-accounts.ts';
import { playedFor, ROUTE, seen, TENANT } from './played-dispatcher.ts';

export { ROUTE, TENANT };
const VENDOR_KEY = Buffer.alloc(32, 5);

/** The settings that every provider has. */
export type StageSettings = NatsConfig & OpsConfig & ProviderConfig;

/** The adapter service on a real bus, between a dispatcher and a gateway that the suite plays. */
export class Stage {
  readonly publicUrl: string;
  readonly accounts: RegisterAccountRequest[] = [];
  readonly received: ReceiptsRequest[] = [];
  readonly texts: RecordTextsRequest[] = [];
  readonly callbacks: CallbackRequest[] = [];
  bus!: Bus;
  #contracts: ReturnType<typeof providerContracts>;
  #closing: (() => Promise<unknown>)[] = [];
  #service: { close(): Promise<void> } | undefined;
  #dispatcher: { close(): Promise<void> } | undefined;

  private constructor(vendor: string, publicUrl: string) {
    this.publicUrl = publicUrl;
    this.#contracts = providerContracts(vendor);
  }

  static async open<Config extends ServiceConfig>(
    vendor: string,
    definition: ServiceDefinition<Config>,
    configOf: (settings: StageSettings) => Config,
  ): Promise<Stage> {
    const gateway = createServer();
    await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
    const stage = new Stage(vendor, `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`);
    stage.#playGateway(gateway);

    const nats = await testNats();
    const contracts = [...contractsOf(seen), routesChanged];
    stage.#dispatcher = await nats.serve({ ...partsOf(seen, playedFor(stage)), contracts });
    stage.bus = await nats.bus('gateway');
    const ops = { opsPort: 0, opsHost: '127.0.0.1', logLevel: 'debug', timeScale: 1, isProduction: false } as const;
    const own = {
      publicUrl: stage.publicUrl,
      vendorKey: VENDOR_KEY,
      maxInFlight: 400,
      sandboxUrl: undefined,
      outboundAllowedHosts: [],
    };
    stage.#service = await startService(definition, configOf({ ...nats.settings, ...ops, ...own }));
    stage.#closing.push(
      () => nats.close(),
      () => new Promise((done) => gateway.close(done)),
    );
    await until(() => stage.accounts.length > 0);
    return stage;
  }

  get account(): string {
    return this.accounts[0]!.key;
  }

  /** Outcomes in the order they came, by emission. */
  async *emissions(items: readonly DeliverItem[], account = this.account): AsyncGenerator<ItemOutcome[]> {
    const request = { account, items: [...items] };
    for await (const { outcomes } of this.bus.stream(this.#contracts.deliver, request)) yield outcomes;
  }

  async deliver(...items: DeliverItem[]): Promise<ItemOutcome[]> {
    const outcomes: ItemOutcome[] = [];
    for await (const emission of this.emissions(items)) outcomes.push(...emission);
    return outcomes;
  }

  async deliverFrom(account: string, item: DeliverItem): Promise<ItemOutcome[]> {
    const outcomes: ItemOutcome[] = [];
    for await (const emission of this.emissions([item], account)) outcomes.push(...emission);
    return outcomes;
  }

  /** Checks and seals settings, as for an account made through the API. */
  seal(settings: Readonly<Record<string, string>>, environment: Environment = 'test'): Promise<RegisterAccountRequest> {
    return this.bus.call(this.#contracts.seal, { tenant: TENANT, environment, settings });
  }

  check(account = this.account): Promise<CheckAccountReply> {
    return this.bus.call(this.#contracts.check, { account });
  }

  /** The address of the account for callbacks that name no message. */
  get callbackUrl(): string {
    const { vendor, key } = this.accounts[0]!;
    return `${this.publicUrl}/callbacks/${vendor}/${addressSecret(VENDOR_KEY, vendor, { key })}`;
  }

  /** Every page of the vendor's results since then, or of these texts; with texts of people, if they are wanted. */
  async poll(since: number, { ids, texts }: Pick<PollReceiptsRequest, 'ids' | 'texts'> = {}) {
    const found: Receipt[] = [];
    const received: InboundText[] = [];
    let reply: PollReceiptsReply | undefined;
    let pages = 0;
    do {
      const cursor: { cursor?: string } = reply?.cursor === undefined ? {} : { cursor: reply.cursor };
      const of = { ...cursor, ...(ids && { ids }), ...(texts && { texts }) };
      reply = await this.bus.call(this.#contracts.poll, { account: this.account, since, ...of });
      found.push(...reply.receipts);
      received.push(...(reply.texts ?? []));
      pages++;
    } while (reply.cursor !== undefined);
    return { receipts: found, pages, ...(texts && { texts: received }) };
  }

  /** Makes the dispatcher store the account, replacing its earlier form. */
  keep(account: RegisterAccountRequest): void {
    const known = this.accounts.findIndex((it) => it.key === account.key);
    this.accounts.splice(known < 0 ? this.accounts.length : known, 1, account);
  }

  /** Announces as the dispatcher that the account's route has changed. */
  async tellOfChange(): Promise<void> {
    await this.bus.publish(routesChanged, { tenant: TENANT, routes: [ROUTE] });
  }

  async lookUp(...items: LookupItem[]): Promise<LookupAnswer[]> {
    return (await this.bus.call(this.#contracts.lookup, { account: this.account, items })).answers;
  }

  /** Passes a callback to the adapter as the gateway would; returns the code of its refusal, or `done`. */
  async callBack(callback: CallbackRequest): Promise<ErrorCode | 'done'> {
    const reply = await this.replyTo(callback);
    return typeof reply === 'string' ? reply : 'done';
  }

  /** The adapter's reply, or the code of its refusal. */
  async replyTo(callback: CallbackRequest): Promise<CallbackReply | ErrorCode> {
    try {
      return await this.bus.call(this.#contracts.receipt, callback);
    } catch (error) {
      if (error instanceof PostriderError && isErrorCode(error.code)) return error.code;
      throw error;
    }
  }

  /** Stops the adapter as SIGTERM would. */
  async stopService(): Promise<void> {
    await this.#service?.close();
    this.#service = undefined;
  }

  async stopDispatcher(): Promise<void> {
    await this.#dispatcher?.close();
    this.#dispatcher = undefined;
  }

  async close(): Promise<void> {
    await this.stopService();
    await this.stopDispatcher();
    for (const close of this.#closing) await close();
  }

  #playGateway(server: Server): void {
    server.on('request', (request, response) => void this.#answerCallback(request, response));
  }

  async #answerCallback(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const callback = await readCallback(request);
    this.callbacks.push(callback);
    const reply = await this.replyTo(callback);
    if (typeof reply === 'string') response.writeHead(STATUS[reply] ?? 500).end();
    else
      response.writeHead(200, { 'content-type': reply.answer?.content_type ?? 'text/plain' }).end(reply.answer?.body);
  }
}

const STATUS: Readonly<Record<string, number>> = {
  invalid_signature: 403,
  malformed_callback: 400,
  service_unavailable: 503,
};

async function readCallback(request: IncomingMessage): Promise<CallbackRequest> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  const url = request.url!;
  const secret = url.split('?')[0]!.split('/').at(-1)!;
  return { secret, url, headers: request.headers as Record<string, string>, body };
}

/** Waits for a condition, half a minute at most. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = clock.now() + 30_000;
  while (!(await condition())) {
    if (clock.now() > deadline) throw new Error(`timed out waiting for ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
