import { parseArgs } from 'node:util';
import { SCOPES, type Scope } from '../../application/ports.ts';
import { UsageError } from './usage-error.ts';

export type KeyCommand = { readonly json: boolean } & (
  | {
      readonly verb: 'create';
      readonly environment: 'live' | 'test';
      readonly scopes: readonly Scope[];
      readonly name: string | undefined;
    }
  | { readonly verb: 'list' }
  | { readonly verb: 'revoke'; readonly id: string }
);

export const USAGE = `Usage:
  keys create --live|--test [--scopes ${SCOPES.join(',')}] [--name "what it is for"] [--json]
  keys list [--json]
  keys revoke <id> [--json]
Without --scopes a key may send and read messages.`;

const DEFAULT_SCOPES: readonly Scope[] = ['messages:send', 'messages:read'];
const KEY_ID = /^[0-9A-Za-z]{12}$/;
const NAME = /^[^\p{C}]{1,64}$/u;
const OPTIONS = {
  live: { type: 'boolean' },
  test: { type: 'boolean' },
  scopes: { type: 'string' },
  name: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof read>['values'];

export function parseKeyCommand(args: readonly string[]): KeyCommand {
  const { values, positionals } = read(args);
  const [verb, id, ...more] = positionals;
  const { json } = values;
  if (verb !== 'create' && verb !== 'list' && verb !== 'revoke')
    throw new UsageError('Say what to do: create, list or revoke.');
  if (verb !== 'create') refuseOptionsOf(values, verb);
  if (more.length > 0 || (id !== undefined && verb !== 'revoke')) throw new UsageError('There are too many arguments.');
  if (verb === 'create') return { verb, json, ...createdBy(values) };
  if (verb === 'list') return { verb, json };
  if (!KEY_ID.test(id ?? ''))
    throw new UsageError(
      'Say which key to revoke: the 12 letters and digits behind sms_live_ or sms_test_, as `list` shows them.',
    );
  return { verb, json, id: id! };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] + '.');
  }
}

function refuseOptionsOf(values: Values, verb: string): void {
  const [given] = (['live', 'test', 'scopes', 'name'] as const).filter((name) => values[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} belongs to create, not to ${verb}.`);
}

function createdBy({ live = false, test = false, scopes, name }: Values) {
  if (live === test)
    throw new UsageError('Say --live or --test: a live key sends for real, a test key to the sandbox alone.');
  if (name !== undefined && !NAME.test(name)) throw new UsageError('--name takes 1 to 64 visible characters.');
  return { environment: live ? 'live' : 'test', scopes: scopesOf(scopes), name } as const;
}

function scopesOf(given: string | undefined): readonly Scope[] {
  if (given === undefined) return DEFAULT_SCOPES;
  const names = given.split(',').map((scope) => scope.trim());
  const known = SCOPES.filter((scope) => names.includes(scope));
  if (known.length !== new Set(names).size)
    throw new UsageError(`--scopes takes ${SCOPES.join(', ')}, with commas between.`);
  return known;
}
