import { lookup } from 'node:dns';
import { Agent } from 'undici';
import { AllowedHosts, vettedLookup, type Times } from '#libs/kernel';
import { HttpExchange, type HttpResult, type VendorRequest } from './http-exchange.ts';

const MAX_BYTES = 64 * 1024;

/**
 * HTTP/1.1 to vendors: keep-alive, one request per connection at a time, no redirects, no retries. HTTP/2 is off
 * because undici sends a stream's request again after GOAWAY; with one request per connection it never repeats a
 * request that it has written.
 */
export class VendorHttp {
  readonly #agent: Agent;
  readonly #vettedAgent: Agent;
  readonly #times: Pick<Times, 'connectMs' | 'vendorHttpMs'>;

  /** `allowedHosts`: those that are called although they are not public. */
  constructor(times: Pick<Times, 'connectMs' | 'vendorHttpMs'>, allowedHosts: readonly string[] = []) {
    this.#times = times;
    const connect = { timeout: times.connectMs };
    const common = { allowH2: false, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 };
    this.#agent = new Agent({ ...common, connect });
    const vetted = vettedLookup(new AllowedHosts(allowedHosts), lookup);
    this.#vettedAgent = new Agent({ ...common, connect: { ...connect, lookup: vetted } });
  }

  /** Settles within `vendorHttpMs`; never rejects. */
  exchange(request: VendorRequest): Promise<HttpResult> {
    return new Promise((resolve) => {
      const exchange = new HttpExchange(request, this.#times, request.maxBytes ?? MAX_BYTES, resolve);
      try {
        (request.vetted ? this.#vettedAgent : this.#agent).dispatch(request, exchange);
      } catch (error) {
        exchange.onResponseError(undefined, error as Error);
      }
    });
  }

  /** Idle connections end; requests in flight are answered `no_answer`. */
  async close(): Promise<void> {
    await Promise.all([this.#agent.destroy(), this.#vettedAgent.destroy()]);
  }
}
