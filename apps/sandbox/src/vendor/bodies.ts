import { parse } from 'node:querystring';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** A body as it came in, with what is in it where that could be read. */
interface RawBody {
  readonly raw: string;
  readonly form: Readonly<Record<string, string | string[] | undefined>>;
}

const NOTHING: RawBody = { raw: '', form: {} };
const BODY_LIMIT = 1_048_576;

/**
 * Vendors take forms; whatever else is sent to them is kept raw and holds no fields, as for the real ones. JSON is parsed
 * for the control API.
 */
export function useVendorBodies(app: NestFastifyApplication): void {
  const options = { bodyLimit: BODY_LIMIT };
  app.useBodyParser('application/x-www-form-urlencoded', options, (_request, body, done) => {
    const raw = body.toString('utf8');
    done(null, { raw, form: parse(raw) } satisfies RawBody);
  });
  app.useBodyParser('application/json', options);
  app.useBodyParser('*', options, (_request, body, done) => {
    done(null, { raw: body.toString('utf8'), form: {} } satisfies RawBody);
  });
}

export function readForm({ body }: FastifyRequest): RawBody {
  if (typeof body === 'string') return { raw: body, form: {} };
  if (typeof body !== 'object' || body === null) return NOTHING;
  return 'raw' in body && 'form' in body ? (body as RawBody) : { raw: JSON.stringify(body), form: {} };
}
