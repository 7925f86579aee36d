import type { TenantId } from '#libs/kernel';
import { createKey, type CreateKeyPorts } from '../../application/keys/create-key.ts';
import { keyStateOf } from '../../application/keys/key-state.ts';
import { listKeys } from '../../application/keys/list-keys.ts';
import { revokeKey } from '../../application/keys/revoke-key.ts';
import type { ApiKeyView } from '../../application/keys/ports.ts';
import type { KeyCommand } from './key-command.ts';

export interface Output {
  /** Only the result, for other programs. */
  readonly result: (text: string) => void;
  /** Sentences for people. */
  readonly say: (sentence: string) => void;
}

/** Name in audit rows and keys of a person who starts this program: they have the database and the pepper. */
const ACTOR = 'command-line';

/** Runs one command for one tenant. */
export async function runKeyCommand(
  ports: CreateKeyPorts,
  tenant: TenantId,
  command: KeyCommand,
  output: Output,
): Promise<void> {
  if (command.verb === 'create') return create(ports, tenant, command, output);
  if (command.verb === 'revoke') return revoke(ports, tenant, command, output);

  const keys = await listKeys(ports, tenant);
  output.result(command.json ? JSON.stringify(keys.map(shown)) : table(keys));
}

async function create(
  ports: CreateKeyPorts,
  tenant: TenantId,
  { environment, scopes, name, json }: KeyCommand & { verb: 'create' },
  { result, say }: Output,
): Promise<void> {
  const { key, keyId } = await createKey(ports, { tenant, environment, scopes, name, actor: ACTOR });
  result(json ? JSON.stringify({ id: keyId, key, environment, scopes, ...(name !== undefined && { name }) }) : key);
  const means = environment === 'live' ? 'It sends for real.' : 'It never reaches a real vendor.';
  say(`This ${environment} key (id ${keyId}) may ${scopes.join(', ')}. ${means} It is shown this once: keep it.`);
}

async function revoke(
  ports: CreateKeyPorts,
  tenant: TenantId,
  { id, json }: KeyCommand & { verb: 'revoke' },
  { result, say }: Output,
): Promise<void> {
  const outcome = await revokeKey(ports, { tenant, id, actor: ACTOR });
  if (json) result(JSON.stringify({ id, result: outcome }));
  say(
    outcome === 'revoked'
      ? `The key ${id} is revoked; every gateway refuses it within 5 seconds.`
      : `The key ${id} had been revoked before.`,
  );
}

function shown({ id, environment, last4, scopes, name, ...key }: ApiKeyView) {
  return {
    id,
    environment,
    state: keyStateOf(key),
    last4,
    scopes,
    name,
    created_at: key.createdAt,
    created_by: key.createdBy,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
    exposed_at: key.exposedAt,
  };
}

function table(keys: readonly ApiKeyView[]): string {
  const head = ['ID', 'KIND', 'STATE', 'ENDS IN', 'MADE', 'BY', 'MAY', 'NAME'];
  const rows = keys.map((key) => [
    key.id,
    key.environment,
    keyStateOf(key),
    key.last4,
    key.createdAt.toISOString().slice(0, 10),
    key.createdBy,
    key.scopes.join(','),
    key.name ?? '',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
