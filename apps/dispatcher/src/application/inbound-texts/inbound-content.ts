import type { InboundContent, InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import type { Codec } from '../ledger/ports.ts';
import { opened } from '../ledger/sealed-content.ts';

/** Number and text of a text received. Throws `Unreadable`; the tenant's key must be loaded. */
export const contentOf = (
  codec: Pick<Codec, 'open'>,
  { tenant, content }: Pick<InboundTextRecord, 'tenant' | 'content'>,
): InboundContent =>
  opened('content of a text received', () => JSON.parse(codec.open(tenant, 'inbound_text', content)) as InboundContent);
