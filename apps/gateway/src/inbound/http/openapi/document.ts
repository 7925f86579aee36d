import type { Type } from '@nestjs/common';
import { PostriderError, type ErrorCode } from '#libs/kernel';
import { Problem, problemOf, STATUS_OF } from '../server/problem.ts';
import { errorsOf } from './errors-of.ts';
import { handlersOf, type Handler } from './handlers.ts';
import { parametersOf } from './parameters.ts';
import { SESSION_COOKIE } from '../server/session-cookie.ts';
import { answerSchemaOf, schemaOf, type Schema } from './schema-of.ts';

/** The native API as OpenAPI 3.1, read from its controllers. */
export class ApiDocument {
  readonly json: string;

  constructor(controllers: readonly Type[]) {
    this.json = JSON.stringify(documentOf(controllers.flatMap(handlersOf)));
  }
}

function documentOf(handlers: readonly Handler[]): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Postrider',
      version: '1',
      description:
        'One API in front of every way to send a text. Errors are problem+json with a stable code; unknown fields are refused.',
    },
    servers: [{ url: '/' }],
    paths: pathsOf(handlers),
    components: { schemas: answersOf(handlers), securitySchemes: SECURITY_SCHEMES },
  };
}

const SECURITY_SCHEMES: Schema = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'sms_live_... or sms_test_...' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: "An access token, a user's lasting token (sms_user_...), or an API key.",
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description:
      'The session of the console; beside another credential it is refused. A call that changes something also takes our own Origin and the header X-Postrider-Console: 1. On http to a loopback address the name has no __Host-.',
  },
};

function pathsOf(handlers: readonly Handler[]): Schema {
  const paths: Record<string, Schema> = {};
  for (const handler of handlers)
    paths[handler.path] = { ...paths[handler.path], [handler.method]: operationOf(handler) };
  return paths;
}

/** The answers by their public names. */
function answersOf(handlers: readonly Handler[]): Schema {
  const classes = new Set([...handlers.flatMap(({ text }) => text.answer ?? []), Problem]);
  const schemas = Object.fromEntries([...classes].map((Class) => [nameOf(Class), answerSchemaOf(Class)]));
  if (Object.keys(schemas).length < classes.size) throw new Error('Two answers have one name.');
  return schemas;
}

/** MessageAnswer and RouteView are Message and Route. */
const nameOf = ({ name }: new () => object): string => name.replace(/(?:View|Answer)$/, '');

const referenceTo = (Class: new () => object): Schema => ({ $ref: `#/components/schemas/${nameOf(Class)}` });

function operationOf(handler: Handler): Schema {
  const { text, access, status } = handler;
  return {
    operationId: text.id,
    summary: text.summary,
    ...(text.description && { description: text.description }),
    security: access === 'anyone' ? [] : [{ apiKey: [] }, { bearer: [] }, { cookie: [] }],
    ...(access !== 'anyone' && access !== 'signed_in' && { 'x-scope': access }),
    parameters: parametersOf(handler),
    ...(text.body && { requestBody: requestBody(handler, text.body) }),
    responses: { [status]: response(handler), ...problems(errorsOf(handler)) },
  };
}

function requestBody({ text, takes }: Handler, body: (new () => object) | Schema): Schema {
  const schema = typeof body === 'function' ? schemaOf(body as new () => object) : body;
  const examples = Object.entries(text.examples ?? {}).map(([name, value]) => [name, { value }]);
  const content = { schema, ...(examples.length > 0 && { examples: Object.fromEntries(examples) as Schema }) };
  return { required: !takes.has('optional body'), content: { [text.bodyType ?? 'application/json']: content } };
}

function response({ text: { answer, answerType, answers, answerHeaders } }: Handler): Schema {
  return {
    description: answers,
    ...(answerHeaders && { headers: answerHeaders }),
    ...(answerType && { content: textsOf([answerType].flat()) }),
    ...(answer && { content: { 'application/json': { schema: referenceTo(answer) } } }),
  };
}

const textsOf = (types: readonly string[]): Schema =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));

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
  const content = { schema: referenceTo(Problem), examples: Object.fromEntries(examples) as Schema };
  return { description: codes.join(', '), content: { 'application/problem+json': content } };
}
