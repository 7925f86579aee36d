import { parseArgs } from 'node:util';
import { isTenantId, type TenantId } from '#libs/kernel';
import { UsageError } from './usage-error.ts';

export interface AuditCommand {
  readonly json: boolean;
  /** Absent: every chain. */
  readonly tenant: TenantId | undefined;
  /** Files of anchors besides that of the settings. */
  readonly anchors: readonly string[];
}

export const AUDIT_USAGE = `Usage:
  audit verify [--tenant <id>] [--anchors <file>]... [--json]
Without --tenant every chain is verified. --anchors adds the file of another gateway, or its log.`;

const OPTIONS = {
  tenant: { type: 'string' },
  anchors: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
} as const;

export function parseAuditCommand(args: readonly string[]): AuditCommand {
  const { values, positionals } = read(args);
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw new UsageError('Say what to do: verify.');
  const { tenant, anchors = [], json } = values;
  if (tenant !== undefined && tenant !== 'installation' && !isTenantId(tenant))
    throw new UsageError('--tenant takes the id of a tenant, or installation.');
  return { json, tenant: tenant as TenantId | undefined, anchors };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] + '.');
  }
}
