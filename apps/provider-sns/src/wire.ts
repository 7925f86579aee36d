import type { HttpResult, VendorHttp } from '#libs/provider-kit';

/** One call of the SDK, and the result of its one request. */
export interface Call {
  /** Database time; compared just before the bytes leave. A send always has one. */
  readonly sendBefore?: number;
  readonly signal: AbortSignal;
  /** A longer answer counts as no answer. */
  readonly maxBytes?: number;
  /** Undefined until a request was handed over, so that nothing can have been sent. */
  result?: HttpResult;
}

/** Options that the SDK passes to its last step. */
export interface CallOptions {
  readonly call: Call;
  /** A call has its own. */
  readonly abortSignal?: undefined;
}

interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/**
 * The SDK's last step on the kit's HTTP, so that its time-outs, its limits and its border between "not sent" and "may
 * have been sent" are those of every vendor. The SDK signs, writes and reads; it opens no connection and repeats
 * nothing.
 */
export class Wire {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #http: VendorHttp;

  constructor(http: VendorHttp) {
    this.#http = http;
  }

  async handle(request: SdkRequest, options?: object): Promise<{ response: SdkResponse }> {
    const { call } = options as CallOptions;
    if (call.result) throw new Error('a call goes out once');
    const { protocol, hostname, port, path, headers, body } = request;
    const result = await this.#http.exchange({
      method: 'POST',
      origin: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`,
      path,
      headers: Object.entries(headers).flat(),
      body: typeof body === 'string' ? body : textOf(body as Uint8Array),
      signal: call.signal,
      ...(call.sendBefore !== undefined && { sendBefore: call.sendBefore }),
      ...(call.maxBytes !== undefined && { maxBytes: call.maxBytes }),
    });
    call.result = result;
    if (result.kind !== 'response') throw new Error(`no response: ${result.kind}`);
    return { response: { statusCode: result.status, headers: flat(result.headers), body: Buffer.from(result.body) } };
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}

/** The JSON protocol returns octets that act as a string, and throws if they are used as one. */
const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

const flat = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
