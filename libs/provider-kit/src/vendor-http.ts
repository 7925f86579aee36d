import { Agent } from 'undici';
import type { Times } from '#libs/kernel';
import { Exchange } from './exchange.ts';

export interface VendorRequest {
  readonly method: 'GET' | 'POST';
  /** Scheme, host and port. */
  readonly origin: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body?: string;
  /** Database time; compared just before the bytes leave. A send always has one. */
  readonly sendBefore?: number;
  readonly signal?: AbortSignal;
  /** A longer answer counts as none. */
  readonly maxBytes?: number;
}

/** Whether the vendor may have read the request is the whole difference between a fault and an unknown. */
export type HttpResult =
  | { readonly kind: 'response'; readonly status: number; readonly headers: ResponseHeaders; readonly body: string }
  /** No byte of the request left this process. */
  | { readonly kind: 'not_sent'; readonly reason: string }
  /** `send_before` had passed, or the attempt had been answered for, when the connection was ready. */
  | { readonly kind: 'too_late' }
  /** Bytes left, and no whole answer came back. */
  | { readonly kind: 'no_answer'; readonly reason: string };

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

const MAX_BYTES = 64 * 1024;

/**
 * HTTP/1.1 to vendors: keep-alive, one request per connection at a time, no redirects, no retries. HTTP/2 is off because
 * undici sends a stream's request again after GOAWAY; with one request per connection it repeats nothing it has written.
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
      const exchange = new Exchange(request, this.#times, request.maxBytes ?? MAX_BYTES, resolve);
      try {
        this.#agent.dispatch(request, exchange);
      } catch (error) {
        exchange.onResponseError(undefined, error as Error);
      }
    });
  }

  /** Idle connections end; what is in flight is answered `no_answer`. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
