import * as fc from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
}
interface Documented {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly examples?: Readonly<Record<string, { value: unknown }>> }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
export interface Operation extends Documented {
  readonly path: string;
  readonly method: string;
}
export interface HostileCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const operationsOf = ({ paths }: OpenApi): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );

const DEEP = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
const NUL = '\u0000';
const STRINGS = [
  '',
  ' ',
  NUL,
  '\ud800',
  '\u202e',
  '../../etc/passwd',
  '%00',
  '$where',
  '{"$ne":null}',
  '[object Object]',
  '-1',
  '1e999',
  'null',
  '2026-02-30T25:61:00Z',
  '+',
  '٠١٢٣٤٥٦٧٨٩',
  '=HYPERLINK("x")',
  "' OR 1=1",
  '<script>',
  '__proto__',
  'x'.repeat(2_000),
];
const VALUES: readonly unknown[] = [
  ...STRINGS,
  null,
  true,
  0,
  -1,
  1.5,
  1e12,
  2 ** 53,
  [],
  {},
  { $gt: '' },
  { $where: 'sleep(1000)' },
  [[]],
  [null],
  Array.from({ length: 200 }, () => 'x'),
];
/** Well formed, but of nothing that exists. */
const MISSING = ['01JD3C4V5W6X7Y8Z9A0B1C2D3E', '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000', 'twilio-00000000', '00000000', '99'];

const RAW_BODIES = ['', '{', '[]', '"x"', 'null', '{"a":1}{"a":2}', DEEP, '{"__proto__":{"a":1}}', '{"to":1,"to":2}'];
const TYPES = ['application/json', 'application/json', 'application/json', 'text/plain', 'application/xml', 'x'];
const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { 'idempotency-key': '' },
  { 'idempotency-key': 'k'.repeat(300) },
  { 'if-match': '*' },
  { 'if-match': '"99"' },
  { 'if-match': 'W/"x"' },
  { 'postrider-environment': 'staging' },
  { 'x-forwarded-for': '10.0.0.1' },
  { 'x-http-method-override': 'DELETE' },
  { traceparent: '00-x' },
];

/** Calls of one operation, each with a part that an honest client does not send. `ids`: of things that exist. */
export function hostileCalls(operation: Operation, ids: readonly string[]): fc.Arbitrary<HostileCall> {
  const { parameters = [], path, method } = operation;
  const named = (where: Parameter['in']) => parameters.filter((it) => it.in === where).map(({ name }) => name);
  const body = bodiesOf(operation);
  return fc
    .record({ path: pathsOf(path, named('path'), ids), query: queriesOf(named('query')), body, extra: header })
    .map(({ path: base, query, body: sent, extra }) => ({
      method,
      path: `${base}${query}`,
      headers: { ...extra, ...sent?.headers },
      ...(sent && { body: sent.body }),
    }));
}

const text = fc.oneof(fc.constantFrom(...STRINGS), fc.string({ unit: 'binary', maxLength: 40 }));
const header = fc.constantFrom(...HEADERS);

function pathsOf(path: string, names: readonly string[], known: readonly string[]): fc.Arbitrary<string> {
  const id = fc
    .oneof(fc.constantFrom(...MISSING, ...known), text.map(inUrl))
    .filter((it) => it !== '' && !/^\.+$/.test(it));
  return fc
    .tuple(...names.map(() => id))
    .map((ids) => names.reduce((filled, name, at) => filled.replace(`{${name}}`, ids[at]!), path));
}

function queriesOf(names: readonly string[]): fc.Arbitrary<string> {
  const one = fc.tuple(fc.constantFrom(...names, 'skip', 'sort', 'status[$ne]'), text);
  const pairs = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(one, { minLength: 1, maxLength: 3 }));
  return pairs.map((all) => (all.length === 0 ? '' : `?${all.map(([name, it]) => `${name}=${inUrl(it)}`).join('&')}`));
}

/** A lone surrogate cannot be written in a URL. */
const inUrl = (value: string): string => encodeURIComponent(value.toWellFormed());

function bodiesOf({ method, requestBody }: Operation) {
  if (method === 'GET') return fc.constant(undefined);
  const examples = Object.values(requestBody?.content['application/json']?.examples ?? {}).map(({ value }) => value);
  const raw = fc.constantFrom(...RAW_BODIES);
  const spoiled = fc.constantFrom({}, ...examples).chain((example) => spoil(example));
  const sent = fc.oneof(
    { weight: 1, arbitrary: raw },
    { weight: 5, arbitrary: spoiled.map((it) => JSON.stringify(it)) },
  );
  return fc.tuple(sent, fc.constantFrom(...TYPES)).map(([body, type]) => ({ body, headers: { 'content-type': type } }));
}

/** The example with one value replaced, removed or added, at any depth. */
function spoil(example: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(example);
  return fc
    .tuple(fc.constantFrom(...places), fc.constantFrom(...VALUES), fc.integer({ min: 0, max: 9 }))
    .map(([place, value, kind]) => {
      const copy = structuredClone(example) as never;
      const { holder, name } = reach(copy, place);
      if (kind === 0) Object.assign(holder, { colour: value });
      else if (kind === 1 && name !== undefined && !Array.isArray(holder)) delete holder[name];
      else if (name !== undefined) holder[name] = value;
      return copy;
    });
}

type Holder = Record<string | number, unknown>;
type Place = readonly (string | number)[];

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inside = Object.entries(value).flatMap(([name, member]) => placesIn(member, [...at, name]));
  return [at, ...inside];
}

function reach(root: Holder, place: Place): { holder: Holder; name?: string | number } {
  let holder = root;
  for (const name of place.slice(0, -1)) holder = holder[name] as Holder;
  const name = place.at(-1);
  return name === undefined ? { holder: root } : { holder, name };
}
