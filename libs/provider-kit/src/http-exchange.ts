import type { Dispatcher } from 'undici';
import { checkpoint, clock, monotonicMs, own, type Times } from '#libs/kernel';

export interface VendorRequest {
  readonly method: 'GET' | 'POST';
  /** Scheme, host and port. */
  readonly origin: string;
  readonly path: string;
  /** Names and values alternately. */
  readonly headers: string[];
  readonly body?: string;
  /** Database time; compared just before the bytes leave. A send always has one. */
  readonly sendBefore?: number;
  readonly signal?: AbortSignal;
  /** A longer answer counts as no answer. */
  readonly maxBytes?: number;
}

/** The difference between a fault and an unknown outcome is whether the vendor may have read the request. */
export type HttpResult =
  | { readonly kind: 'response'; readonly status: number; readonly headers: ResponseHeaders; readonly body: string }
  /** No byte of the request left this process. */
  | { readonly kind: 'not_sent'; readonly reason: string }
  /** `send_before` had passed, or the attempt had been answered for, when the connection was ready. */
  | { readonly kind: 'too_late' }
  /** Bytes left, and no whole answer came. */
  | { readonly kind: 'no_answer'; readonly reason: string };

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

type Controller = Dispatcher.DispatchController;

/** One request and its result. `onRequestStart` is the border: undici calls it just before it writes. */
export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #request: VendorRequest;
  readonly #maxBytes: number;
  readonly #startedAt: number;
  readonly #vendorHttpMs: number;
  readonly #settle: (result: HttpResult) => void;
  #controller: Controller | undefined;
  #timer: NodeJS.Timeout;
  #done = false;
  #status = 0;
  #headers: ResponseHeaders = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    request: VendorRequest,
    times: Pick<Times, 'connectMs' | 'vendorHttpMs'>,
    maxBytes: number,
    settle: (result: HttpResult) => void,
  ) {
    this.#request = request;
    this.#maxBytes = maxBytes;
    this.#settle = settle;
    this.#vendorHttpMs = times.vendorHttpMs;
    this.#startedAt = monotonicMs();
    this.#timer = setTimeout(() => this.#onConnectDue(), times.connectMs);
    if (this.#isSend) checkpoint('provider.deliver.before_connect');
  }

  onRequestStart(controller: Controller): void {
    if (this.#done) return controller.abort(new Error('answered already'));
    if (this.#tooLate) {
      this.#finish({ kind: 'too_late' });
      return controller.abort(new Error('too late to send'));
    }
    this.#controller = controller;
  }

  onRequestSent(): void {
    if (this.#isSend) checkpoint('provider.deliver.after_request_bytes');
  }

  onResponseStart(_controller: Controller, status: number, headers: ResponseHeaders): void {
    if (status < 200) return;
    if (this.#isSend) checkpoint('provider.deliver.after_accept');
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) return this.#give('response_too_large');
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = (this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)).toString();
    this.#finish({ kind: 'response', status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Controller | undefined, error: Error): void {
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    if (this.#controller) this.#finish({ kind: 'no_answer', reason: lostReason(code) });
    else this.#finish({ kind: 'not_sent', reason: connectReason(code) });
  }

  get #isSend(): boolean {
    return this.#request.sendBefore !== undefined;
  }

  get #tooLate(): boolean {
    const { sendBefore, signal } = this.#request;
    return signal?.aborted === true || (sendBefore !== undefined && clock.now() >= sendBefore);
  }

  #onConnectDue(): void {
    if (!this.#controller) return this.#finish({ kind: 'not_sent', reason: 'connect_timeout' });
    const left = this.#vendorHttpMs - (monotonicMs() - this.#startedAt);
    this.#timer = setTimeout(() => this.#onAnswerDue(), Math.max(0, left));
  }

  /** An answer that came while the process was paused is read first: timers run before the sockets do. */
  #onAnswerDue(): void {
    setImmediate(() => {
      if (!this.#done) this.#give('timeout');
    });
  }

  /** Gives up on a request that was sent. */
  #give(reason: string): void {
    this.#finish({ kind: 'no_answer', reason });
    this.#controller?.abort(new Error(reason));
  }

  #finish(result: HttpResult): void {
    if (this.#done) return;
    this.#done = true;
    clearTimeout(this.#timer);
    this.#settle(result);
  }
}

const CONNECT_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection_refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'connect_timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  BLOCKED_ADDRESS: 'blocked_address',
};

function connectReason(code: string): string {
  return own(CONNECT_REASONS, code) ?? (/TLS|SSL|CERT|SIGN|ISSUER/.test(code) ? 'tls' : 'connect_failed');
}

function lostReason(code: string): string {
  return /^(HPE_|HTTPParserError|UND_ERR_HEADERS_OVERFLOW)/.test(code) ? 'malformed_http' : 'connection_lost';
}
