import { lookup } from 'node:dns';
import { Agent } from 'undici';
import { AllowedHosts, outboundProblem, vettedLookup, type Times } from '#libs/kernel';
import { HttpExchange, type HttpResult, type VendorRequest } from './http-exchange.ts';

const MAX_BYTES = 64 * 1024;

/**
 * HTTP/1.1 to vendors: keep-alive, one request per connection at a time, no redirects, no retries. HTTP/2 is off
 * because undici sends a stream's request again after GOAWAY; with one request per connection it never repeats a
 * request that it has written.
 */
export class VendorHttp {
  readonly #agent: Agent;
  /** Connects to addresses that it has judged, and to no others. */
  readonly #vettedAgent: Agent;
  readonly #vetted = new Set<string>();
  readonly #allowed: AllowedHosts;
  readonly #times: Pick<Times, 'connectMs' | 'vendorHttpMs'>;

  /** `allowedHosts`: those that are called although they are not public. */
  constructor(
    times: Pick<Times, 'connectMs' | 'vendorHttpMs'>,
    allowedHosts: readonly string[] = [],
    resolve = lookup,
  ) {
    this.#times = times;
    this.#allowed = new AllowedHosts(allowedHosts);
    const connect = { timeout: times.connectMs };
    const common = { allowH2: false, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 };
    this.#agent = new Agent({ ...common, connect });
    const vetted = vettedLookup(this.#allowed, resolve);
    this.#vettedAgent = new Agent({ ...common, connect: { ...connect, lookup: vetted } });
  }

  /** From now on every call to this origin, which an account's owner gave, is a vetted one. */
  vet(origin: string): void {
    this.#vetted.add(origin);
  }

  /** Settles within `vendorHttpMs`; never rejects. */
  exchange(request: VendorRequest): Promise<HttpResult> {
    return new Promise((resolve) => {
      const exchange = new HttpExchange(request, this.#times, request.maxBytes ?? MAX_BYTES, resolve);
      try {
        this.#agentFor(request).dispatch(request, exchange);
      } catch (error) {
        exchange.onResponseError(undefined, error as Error);
      }
    });
  }

  /** Idle connections end; requests in flight are answered `no_answer`. */
  async close(): Promise<void> {
    await Promise.all([this.#agent.destroy(), this.#vettedAgent.destroy()]);
  }

  #agentFor({ origin }: VendorRequest): Agent {
    if (!this.#vetted.has(origin)) return this.#agent;
    // An IP address is not looked up, so the agent cannot judge it.
    if (outboundProblem(origin, this.#allowed) !== undefined)
      throw Object.assign(new Error('The address may not be called.'), { code: 'BLOCKED_ADDRESS' });
    return this.#vettedAgent;
  }
}
