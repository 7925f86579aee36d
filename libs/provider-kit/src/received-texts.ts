import { inboundContracts, MOST_TEXTS, type InboundText } from '#libs/contracts';
import { storable, type TenantId } from '#libs/kernel';
import type { VendorText } from './adapter.ts';
import { malformed } from './callback-errors.ts';
import { ask, type ProviderBus } from './ports.ts';

const LONGEST = { id: 128, number: 64, text: 16_000, address: 2_048 };
const MOST_PICTURES = 10;

interface Receiver {
  readonly vendor: string;
  readonly route: string;
  readonly tenant: TenantId;
}

/** Hands texts to the dispatcher; resolves when they are durable and their opt-outs in force. */
export async function passOnTexts(
  bus: ProviderBus,
  { vendor, route, tenant }: Receiver,
  received: readonly VendorText[],
): Promise<void> {
  const texts = received.map(boundedText);
  for (let at = 0; at < texts.length; at += MOST_TEXTS)
    await ask(bus, inboundContracts.record, { vendor, route, tenant, texts: texts.slice(at, at + MOST_TEXTS) });
}

/** Refuses an id that no text has, shortens what may be long. */
export function boundedText({ vendor_text_id, from, to, text, received_at, ...rest }: VendorText): InboundText {
  if (vendor_text_id === '' || vendor_text_id.length > LONGEST.id)
    throw malformed("The vendor's id of the text is missing or too long.");
  const media_urls = rest.media_urls?.filter((url) => url.length <= LONGEST.address).slice(0, MOST_PICTURES) ?? [];
  return {
    vendor_text_id: storable(vendor_text_id, LONGEST.id),
    from: storable(from, LONGEST.number),
    to: storable(to, LONGEST.number),
    text: storable(text, LONGEST.text),
    ...(Number.isSafeInteger(received_at) && { received_at: received_at! }),
    ...(media_urls.length > 0 && { media_urls: media_urls.map((url) => storable(url, LONGEST.address)) }),
    ...(rest.keyword && { keyword: rest.keyword }),
    ...(rest.vendor_answers && { vendor_answers: true }),
  };
}
