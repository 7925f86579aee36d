import { PathPart } from '../request/path-ids.ts';
import { QueryOf } from '../request/query.ts';
import type { Handler } from './handlers.ts';
import type { Schema } from './schema-of.ts';

/** The parameters of a call: parts of its path, names in its URL, headers. */
export function parametersOf({ access, takes, headers, parts, query, text }: Handler): Schema[] {
  return [
    ...parts.map(([name, pipe]) => inPath(name, pipe)),
    ...(query instanceof QueryOf ? inQuery(query) : []),
    ...headers.map((name) => inHeader(name, text.errors?.includes('precondition_required'))),
    ...(access === 'anyone' ? [] : [takes.has('environment to send in') ? ENVIRONMENT_TO_SEND : ENVIRONMENT_SEEN]),
  ];
}

function inPath(name: string, pipe: unknown): Schema {
  if (!(pipe instanceof PathPart)) throw new Error(`The part ${name} of a path is not described.`);
  return { name, in: 'path', required: true, description: pipe.says, schema: { type: 'string' } };
}

function inQuery({ known }: QueryOf<object>): Schema[] {
  return Object.entries(known).map(([name, { says, is, otherwise }]) => ({
    name,
    in: 'query',
    description: says,
    ...(is.type === 'array' && { style: 'form', explode: false }),
    schema: { ...is, ...(otherwise !== undefined && { default: otherwise }) },
  }));
}

function inHeader(name: string, isRequired = false): Schema {
  const header = HEADERS[name];
  if (header === undefined) throw new Error(`The header ${name} is not described.`);
  return { in: 'header', ...header, ...(name === 'if-match' && isRequired && { required: true }) };
}

const HEADERS: Readonly<Record<string, Schema>> = {
  'if-match': {
    name: 'If-Match',
    description:
      'The ETag of the version that your change was made from, quotes included; a list of ETags; or *, for any version. A weak one never matches (RFC 9110).',
    schema: { type: 'string' },
  },
  'idempotency-key': {
    name: 'Idempotency-Key',
    description:
      'A key of your choice. The same key and body again get the answer of the first call; another body is 422 idempotency_key_reused. ' +
      'A key belongs to your tenant, to the environment (live or test) and to this one operation: a single message and a batch may use the same key. ' +
      'It is kept as long as the request that it made, and requests are not deleted yet.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  },
};

const environment = (description: string): Schema => ({
  name: 'Postrider-Environment',
  in: 'header',
  description,
  schema: { type: 'string', enum: ['live', 'test'] },
});
const ENVIRONMENT_TO_SEND = environment(
  'For users only: the default_environment of the tenant if absent. An API key has its own.',
);
const ENVIRONMENT_SEEN = environment(
  'For users only: restricts the answer to this environment; both if absent. An API key sees its own.',
);
