import { execFileSync } from 'node:child_process';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { formatted, writeOrCheck } from './generated-file.ts';

const FILE = 'apps/cli/src/api/paths.generated.ts';
const HEAD = "// Written by `npm run generate` from the gateway's OpenAPI document.\n";
/** A longer list of values, such as of all countries, is typed as the plain type. */
const LONGEST_ENUM = 40;
const SAYS_NO_TYPE = ['example', 'examples', 'description', 'summary', 'security'];

const document = JSON.parse(printedByGateway(), typed) as OpenAPI3;
const wanted = await formatted(FILE, HEAD + astToString(await openapiTS(document)));
writeOrCheck(FILE, () => wanted);

/** The gateway prints the document itself: no tool imports an app. */
function printedByGateway(): string {
  const args = ['--import', './tools/decorated-typescript.ts', 'apps/gateway/src/openapi.ts'];
  return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

/** Leaves out what types nothing: texts for people, examples, and all refusals of a call but one. */
function typed(name: string, value: unknown): unknown {
  if (name === 'responses') return withOneRefusal(value as Responses);
  if (SAYS_NO_TYPE.includes(name) && !isSchema(value)) return undefined;
  return name === 'enum' && (value as unknown[]).length > LONGEST_ENUM ? undefined : value;
}

type Responses = Readonly<Record<string, object>>;

function withOneRefusal(responses: Responses): Responses {
  const [refusal] = Object.entries(responses).filter(([status]) => status >= '400');
  const answers = Object.entries(responses).filter(([status]) => status < '400');
  return Object.fromEntries(refusal ? [...answers, ['default', refusal[1]] as const] : answers);
}

/** A field may be called like a text for people. */
function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('type' in value || '$ref' in value);
}
