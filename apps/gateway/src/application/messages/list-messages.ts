import { isRequestId, PostriderError } from '#libs/kernel';
import type { MessageFilter, MessagesReply, SearchMessagesReply } from '#libs/contracts';
import { may, nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import { auditContentRead } from '../audit/content-read.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher, Templates } from '../ports.ts';
import { tenantPolicy } from '../tenants/tenant-policy.ts';
import type { Tenants } from '../tenants/ports.ts';

export interface ListPorts {
  readonly dispatcher: Dispatcher;
  readonly templates: Templates;
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
  { dispatcher, templates, audit }: ListPorts,
  principal: Principal,
  wanted: MessagesWanted,
  clientIp: string,
): Promise<MessagesReply> {
  const where = await withTemplateId(templates, principal, wanted.where);
  const reply = await dispatcher.messages.list({ tenant: principal.tenant, ...seenBy(principal), ...wanted, where });
  await auditContentRead(audit, { principal, clientIp }, reply.items);
  return reply;
}

/** The same by number or by a part of the text. A search of others' texts reads them, whatever it finds. */
export async function searchMessages(
  { dispatcher, templates, audit, tenants }: ListPorts & { readonly tenants: Tenants },
  principal: Principal,
  wanted: SearchWanted,
  clientIp: string,
): Promise<SearchMessagesReply> {
  const { tenant } = principal;
  const { default_region } = await tenantPolicy(tenants, principal);
  const where = await withTemplateId(templates, principal, wanted.where);
  const asked = { ...wanted, where, ...(default_region !== undefined && { default_region }) };
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

/** A template may be named by its key or number; one that does not exist has no messages. */
async function withTemplateId(
  templates: Templates,
  { tenant }: Principal,
  where: MessageFilter,
): Promise<MessageFilter> {
  const { template } = where;
  if (template === undefined || isRequestId(template)) return where;
  try {
    return { ...where, template: (await templates.templates.read({ tenant, template })).id };
  } catch (error) {
    if (error instanceof PostriderError && error.code === 'not_found') return where;
    throw error;
  }
}
