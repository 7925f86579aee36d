import { Agent } from 'undici';
import type { Times } from '#libs/kernel';
import { HttpExchange, type HttpResult, type VendorRequest } from './http-exchange.ts';

const MAX_BYTES = 64 * 1024;

/**
 * HTTP/1.1 to vendors: keep-alive, one request per connection at a time, no redirects, no retries. HTTP/2 is off
 * because undici sends a stream's request again after GOAWAY; with one request per connection it never repeats a
 * request that it has written.
 */
export class VendorHttp {
  readonly #agent: Agent;
  readonly #times: Pick<Times, 'connectMs' | 'vendorHttpMs'>;

  constructor(times: Pick<Times, 'connectMs' | 'vendorHttpMs'>) {
    this.#times = times;
    this.#agent = new Agent({
      allowH2: false,
      pipelining: 1,
      connect: { timeout: times.connectMs },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Settles within `vendorHttpMs`; never rejects. */
  exchange(request: VendorRequest): Promise<HttpResult> {
    return new Promise((resolve) => {
      const exchange = new HttpExchange(request, this.#times, request.maxBytes ?? MAX_BYTES, resolve);
      try {
        this.#agent.dispatch(request, exchange);
      } catch (error) {
        exchange.onResponseError(undefined, error as Error);
      }
    });
  }

  /** Idle connections end; requests in flight are answered `no_answer`. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
