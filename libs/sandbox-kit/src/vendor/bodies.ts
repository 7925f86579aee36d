import { parse } from 'node:querystring';
import { BadRequestException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** A body as it came in, with its fields if it could be read. */
export interface RawBody {
  readonly raw: string;
  /** Octet for octet, for signatures. */
  readonly bytes: Buffer;
  readonly form: Readonly<Record<string, string | string[] | undefined>>;
}

const NOTHING: RawBody = { raw: '', bytes: Buffer.alloc(0), form: {} };
const BODY_LIMIT = 1_048_576;

/**
 * Vendors take forms; any other body is kept raw and has no fields, as with the real ones. JSON is parsed for the
 * control API.
 */
export function useVendorBodies(app: NestFastifyApplication): void {
  const options = { bodyLimit: BODY_LIMIT };
  app.useBodyParser('application/x-www-form-urlencoded', options, (_request, body, done) => {
    const raw = body.toString('utf8');
    done(null, { raw, bytes: body as Buffer, form: parse(raw) } satisfies RawBody);
  });
  app.useBodyParser('application/json', options, (_request, body, done) => {
    const json = parsed(body.toString('utf8'));
    done(json === UNREADABLE ? new BadRequestException({ error: 'The body must be JSON.' }) : null, json);
  });
  app.useBodyParser('*', options, (_request, body, done) => {
    done(null, { raw: body.toString('utf8'), bytes: body as Buffer, form: {} } satisfies RawBody);
  });
}

const UNREADABLE = Symbol('no JSON');

/** Every name is kept, whatever its meaning elsewhere: the reader of the fields knows which exist. */
function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return UNREADABLE;
  }
}

export function readForm({ body }: FastifyRequest): RawBody {
  if (typeof body === 'string') return fieldless(body);
  if (typeof body !== 'object' || body === null) return NOTHING;
  return 'raw' in body && 'form' in body ? (body as RawBody) : fieldless(JSON.stringify(body));
}

const fieldless = (raw: string): RawBody => ({ raw, bytes: Buffer.from(raw), form: {} });
