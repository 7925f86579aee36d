import type { InboundTextView, SeenBy, TextsQuery, TextsReply } from '#libs/contracts';
import { isRequestId, maskNumber, PostriderError, requestKey, type TenantId } from '#libs/kernel';
import { seesContent } from '../../domain/acceptance/shown-content.ts';
import { textIdOf, type InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import type { Codec } from '../ledger/ports.ts';
import { orUnreadable } from '../ledger/sealed-content.ts';
import { instantOf } from '../messages/choice-of.ts';
import { contentOf } from './inbound-content.ts';
import type { InboundTexts, TextChoice } from './ports.ts';

export interface TextListPorts {
  readonly inboundTexts: Pick<InboundTexts, 'list'>;
  readonly codec: Codec;
}

/** Texts of the principal's choice, newest first. Who sees only what they sent sees none. */
export async function listTexts(ports: TextListPorts, query: TextsQuery): Promise<TextsReply> {
  const choice = choiceOf(query);
  if (!choice) return { items: [] };
  await ports.codec.ready(choice.tenant);
  const { found, next } = await ports.inboundTexts.list(choice, { limit: query.limit, ...afterOf(query) });
  return { items: found.map((text) => viewOf(ports.codec, query, text)), ...(next && { next: next.slice(9) }) };
}

/** `after`: the id of a text. */
export function afterOf({ tenant, after }: SeenBy & { readonly after?: string }): { readonly after?: string } {
  if (after === undefined) return {};
  if (!isRequestId(after)) throw new PostriderError('invalid_id', 'after must be the next of the page before.');
  return { after: requestKey(tenant as TenantId, after) };
}

function choiceOf({ where, ...seen }: TextsQuery): TextChoice | undefined {
  if (seen.created_by !== undefined) return undefined;
  const { environment = where.environment } = seen;
  if (where.environment !== undefined && where.environment !== environment) return undefined;
  const { route, to, conversation, keyword, needs_review } = where;
  const [from, until] = [instantOf('from', where.from), instantOf('until', where.until)];
  return {
    tenant: seen.tenant as TenantId,
    ...(environment && { environment }),
    ...(from && { from }),
    ...(until && { until }),
    ...(route !== undefined && { route }),
    ...(to !== undefined && { to }),
    ...(conversation !== undefined && { conversation }),
    ...(keyword && { keyword }),
    ...(needs_review !== undefined && { needs_review }),
  };
}

/** Nobody of the tenant wrote it: only who may read content sees its number and text. */
export function viewOf(codec: Codec, reader: SeenBy, text: InboundTextRecord): InboundTextView {
  const { conversation, environment, to, keyword, needs_review = false, route, vendor, received_at } = text;
  const content = orUnreadable(() => contentOf(codec, text));
  const isSeen = readsTexts(reader);
  const shown = content === 'unreadable' ? { from: '' } : isSeen ? content : { from: maskNumber(content.from) };
  return {
    id: textIdOf(text),
    conversation,
    environment,
    ...(shown as Pick<InboundTextView, 'from' | 'text' | 'media_urls'>),
    to,
    masked: !isSeen,
    ...(keyword && { keyword }),
    needs_review,
    route,
    vendor,
    received_at: received_at.toISOString(),
  };
}

export const readsTexts = (reader: SeenBy): boolean => seesContent(reader, { created_by: 'nobody' });
