import { PostriderError, type ErrorCode } from '#libs/kernel';
import { problemOf, STATUS_OF } from '../problem.ts';
import { ANSWER_SCHEMAS } from './answer-schemas.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import type { Schema } from './schema-of.ts';

/** The native API as OpenAPI 3.1. */
export function document(): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Postrider',
      version: '1',
      description:
        'One API in front of every way to send a text. Errors are problem+json with a stable code; unknown fields are refused.',
    },
    servers: [{ url: '/' }],
    paths: paths(),
    components: { schemas: ANSWER_SCHEMAS, securitySchemes: SECURITY_SCHEMES },
  };
}

const SECURITY_SCHEMES: Schema = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'sms_live_... or sms_test_...' },
  bearer: { type: 'http', scheme: 'bearer', description: 'An access token, or an API key.' },
};

function paths(): Schema {
  const all: Record<string, Record<string, Schema>> = {};
  for (const operation of OPERATIONS) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    all[path] = { ...all[path], [operation.method]: described(operation) };
  }
  return all;
}

function described({ id, summary, description, access, parameters = [], body, answer, ...told }: Operation): Schema {
  const errors = [...new Set(told.errors)];
  return {
    operationId: id,
    summary,
    ...(description && { description }),
    security: access === 'anyone' ? [] : [{ apiKey: [] }, { bearer: [] }],
    ...(access !== 'anyone' && access !== 'signed_in' && { 'x-scope': access }),
    parameters,
    ...(body && { requestBody: requestBody(body) }),
    responses: { [answer.status]: response(answer), ...problems(errors) },
  };
}

function requestBody({
  schema,
  examples,
  type = 'application/json',
  optional = false,
}: NonNullable<Operation['body']>): Schema {
  const shown = Object.entries(examples ?? {}).map(([name, value]) => [name, { value }]);
  return {
    required: !optional,
    content: { [type]: { schema, ...(shown.length > 0 && { examples: Object.fromEntries(shown) }) } },
  };
}

function response({ description, schema, headers }: Operation['answer']): Schema {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
  return { description, ...(headers && { headers }), ...(schema && { content }) };
}

/** By status, each code with an example of its own. */
function problems(errors: readonly ErrorCode[]): Schema {
  const statuses = [...new Set(errors.map((code) => STATUS_OF[code]))].sort((a, b) => a - b);
  const entries = statuses.map((status) => [status, problem(errors.filter((code) => STATUS_OF[code] === status))]);
  return Object.fromEntries(entries) as Schema;
}

function problem(codes: readonly ErrorCode[]): Schema {
  const examples = codes.map((code) => [
    code,
    { value: problemOf(new PostriderError(code, 'What to do next.'), '4bf92f3577b34da6a3ce929d0e0e4736') },
  ]);
  return {
    description: codes.join(', '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(examples),
      },
    },
  };
}
