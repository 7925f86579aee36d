import type { ConversationReply, ConversationsReply, TextFilter, TextsReply } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import { read } from '../audit/audited.ts';
import { auditContentRead } from '../audit/content-read.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';

export interface InboundPorts {
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
}

export interface PageOf {
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string;
}

/** Texts that people sent to the tenant, newest first. A sender sees none. */
export async function listInboundTexts(
  { dispatcher, audit }: InboundPorts,
  principal: Principal,
  wanted: PageOf & { readonly where: TextFilter },
  clientIp: string,
): Promise<TextsReply> {
  const reply = await dispatcher.inbound.list({ tenant: principal.tenant, ...seenBy(principal), ...wanted });
  await auditContentRead(audit, { principal, clientIp }, reply.items, 'inbound_messages');
  return reply;
}

/** Those with the latest texts first. */
export async function listConversations(
  { dispatcher, audit }: InboundPorts,
  principal: Principal,
  page: PageOf,
  clientIp: string,
): Promise<ConversationsReply> {
  const reply = await dispatcher.inbound.conversations({ tenant: principal.tenant, ...seenBy(principal), ...page });
  await auditContentRead(audit, { principal, clientIp }, reply.items, 'conversations');
  return reply;
}

/** What was received and sent in one conversation. */
export async function readConversation(
  { dispatcher, audit }: InboundPorts,
  principal: Principal,
  { id, ...page }: PageOf & { readonly id: string },
  clientIp: string,
): Promise<ConversationReply> {
  const { tenant } = principal;
  const act = { principal, action: 'conversation.read', target: id, clientIp } as const;
  const asked = { tenant, ...seenBy(principal), id, ...page };
  const reply = await read(audit, act, () => dispatcher.inbound.conversation(asked));
  const shown = [reply.conversation, ...reply.items];
  await auditContentRead(audit, { principal, clientIp, target: id }, shown, 'conversation');
  return reply;
}
