import type { MessageFilter, MessagesReply, SearchMessagesReply } from '#libs/contracts';
import { may, nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import { auditContentRead } from '../audit/content-read.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';
import { tenantPolicy } from '../tenants/tenant-policy.ts';
import type { Tenants } from '../tenants/ports.ts';

export interface ListPorts {
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
}

export interface MessagesWanted {
  readonly where: MessageFilter;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string;
}

export interface SearchWanted extends MessagesWanted {
  readonly to?: string;
  readonly text?: string;
  /** Texts that the pages before compared. */
  readonly searched: number;
}

/** Messages that the principal sees, newest first. */
export async function listMessages(
  { dispatcher, audit }: ListPorts,
  principal: Principal,
  wanted: MessagesWanted,
  clientIp: string,
): Promise<MessagesReply> {
  const reply = await dispatcher.messages.list({ tenant: principal.tenant, ...seenBy(principal), ...wanted });
  await auditContentRead(audit, { principal, clientIp }, reply.items);
  return reply;
}

/** The same by number or by a part of the text. A search of others' texts reads them, whatever it finds. */
export async function searchMessages(
  { dispatcher, audit, tenants }: ListPorts & { readonly tenants: Tenants },
  principal: Principal,
  wanted: SearchWanted,
  clientIp: string,
): Promise<SearchMessagesReply> {
  const { tenant } = principal;
  const { default_region } = await tenantPolicy(tenants, principal);
  const asked = { ...wanted, ...(default_region !== undefined && { default_region }) };
  const reply = await dispatcher.messages.search({ tenant, ...seenBy(principal), ...asked });
  if (wanted.text === undefined || !may(principal, 'messages:read_content')) {
    await auditContentRead(audit, { principal, clientIp }, reply.items);
    return reply;
  }
  const reason = `searched=${reply.searched - wanted.searched} messages=${reply.items.length}`;
  const row = { action: 'content.read', outcome: 'allowed', actor: nameOf(principal), tenant, clientIp } as const;
  await audit.record({ ...row, reason });
  return reply;
}
