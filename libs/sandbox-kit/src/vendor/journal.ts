import { clock } from '#libs/kernel';
import type { FastifyRequest } from 'fastify';
import { Recent } from './recent.ts';
import type { VendorCall } from './vendor-calls.ts';

/** One call as it came in, including unknown fields. */
export interface RequestRow {
  readonly at: number;
  readonly vendor: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly parsed: unknown;
  fault: string | null;
  /** Null while it is being handled, and if the caller never got an answer. */
  status: number | null;
  /** How much of an endless answer was written before the caller ended it. */
  bytes?: number;
}

type Noted = Pick<VendorCall, 'operation' | 'path' | 'raw' | 'parsed'>;

const KEPT = 5_000;
/** Headers that are a credential as a whole. */
const KEYS = ['x-api-key', 'x_api_key'];

/** The newest calls. The ledger counts the texts; this records the calls. */
export class Journal extends Recent<RequestRow> {
  constructor() {
    super(KEPT);
  }

  note(vendor: string, { operation, path, raw: body, parsed }: Noted, request: FastifyRequest): RequestRow {
    const { method, url, headers } = request;
    const masked = {
      ...headers,
      ...(headers.authorization && { authorization: schemeOf(headers.authorization) }),
      ...Object.fromEntries(KEYS.filter((name) => headers[name]).map((name) => [name, '***'])),
    };
    const row = { at: clock.now(), vendor, operation, method, path: path ?? url, headers: masked, body, parsed };
    return this.add({ ...row, fault: null, status: null });
  }
}

const schemeOf = (authorization: string): string => `${authorization.split(' ', 1)[0]} ***`;
