import type { Type } from '@nestjs/common';
import type { ErrorCode } from '#libs/kernel';
import type { ErrorSurface, RouteGroup } from '../server/error-surfaces.ts';
import { problems } from '../server/problem.ts';
import { errorsOf } from './errors-of.ts';
import { handlersOf, type Handler } from './handlers.ts';
import { parametersOf } from './parameters.ts';
import { SESSION_COOKIE } from '../server/session-cookie.ts';
import { answerSchemaOf, schemaOf, type Schema } from './schema-of.ts';

/** The native API and the front doors as OpenAPI 3.1, read from their controllers. */
export class ApiDocument {
  #json?: string;

  constructor(
    private readonly controllers: readonly Type[],
    private readonly doors: readonly RouteGroup[] = [],
  ) {}

  /** Made when somebody asks for it. */
  get json(): string {
    return (this.#json ??= JSON.stringify(documentOf(this.calls())));
  }

  private calls(): readonly Call[] {
    const native = this.controllers
      .flatMap(handlersOf)
      .map((handler) => ({ ...handler, surface: problems, isNative: true }));
    const others = this.doors
      .filter(({ errors }) => errors.describes)
      .flatMap((door) =>
        door.controllers
          .flatMap(handlersOf)
          .map((handler) => ({ ...handler, surface: door.errors, base: door.base, isNative: false })),
      );
    return [...native, ...others];
  }
}

/** A call, and how its errors are answered. */
interface Call extends Handler {
  readonly surface: ErrorSurface;
  readonly isNative: boolean;
  readonly base?: string | undefined;
}

function documentOf(handlers: readonly Call[]): Schema {
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

function pathsOf(handlers: readonly Call[]): Schema {
  const paths: Record<string, Schema> = {};
  for (const handler of handlers)
    paths[handler.path] = { ...paths[handler.path], [handler.method]: operationOf(handler) };
  return paths;
}

/** The answers by their public names. */
function answersOf(handlers: readonly Call[]): Schema {
  const classes = new Set(handlers.flatMap(({ text, surface }) => [text.answer ?? [], surface.describes ?? []].flat()));
  const others = new Map(handlers.map(({ surface }) => [surface.describes, surface.otherFields]));
  const schemas = Object.fromEntries(
    [...classes].map((Class) => {
      const additionalProperties = others.get(Class);
      return [nameOf(Class), { ...answerSchemaOf(Class), ...(additionalProperties && { additionalProperties }) }];
    }),
  );
  if (Object.keys(schemas).length < classes.size) throw new Error('Two answers have one name.');
  return schemas;
}

/** MessageAnswer and RouteView are Message and Route. */
const nameOf = ({ name }: new () => object): string => name.replace(/(?:View|Answer)$/, '');

const referenceTo = (Class: new () => object): Schema => ({ $ref: `#/components/schemas/${nameOf(Class)}` });

function operationOf(handler: Call): Schema {
  const { text, access, status, isNative, base } = handler;
  const description = [text.description, base && `Answered under ${base}, too.`].filter(Boolean).join(' ');
  return {
    operationId: text.id,
    summary: text.summary,
    ...(description !== '' && { description }),
    security: access === 'anyone' ? [] : [{ apiKey: [] }, { bearer: [] }, ...(isNative ? [{ cookie: [] }] : [])],
    ...(access !== 'anyone' && access !== 'signed_in' && { 'x-scope': access }),
    parameters: parametersOf(handler),
    ...(text.body && { requestBody: requestBody(handler, text.body) }),
    responses: { [status]: response(handler), ...errorsBy(handler.surface, errorsOf(handler)) },
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
function errorsBy(surface: ErrorSurface, errors: readonly ErrorCode[]): Schema {
  const statusOf = (code: ErrorCode): number => surface.words[code].status;
  const statuses = [...new Set(errors.map(statusOf))].sort((a, b) => a - b);
  const entries = statuses.map((status) => [
    status,
    errorOf(
      surface,
      errors.filter((code) => statusOf(code) === status),
    ),
  ]);
  return Object.fromEntries(entries) as Schema;
}

function errorOf(surface: ErrorSurface, codes: readonly ErrorCode[]): Schema {
  const shaped = codes.map((code) =>
    surface.shape({ ...TOLD, code, status: surface.words[code].status }, surface.words[code]),
  );
  const examples = shaped.map(({ body }, at) => [codes[at]!, { value: JSON.parse(body) as unknown }]);
  const content = {
    ...(surface.describes && { schema: referenceTo(surface.describes) }),
    examples: Object.fromEntries(examples) as Schema,
  };
  return { description: codes.join(', '), content: { [shaped[0]!.type.split(';')[0]!]: content } };
}

const TOLD = {
  detail: 'What to do next.',
  errors: [],
  retryAfterMs: undefined,
  rateLimit: undefined,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
};
