import type {
  DeliverItem,
  MessageContent,
  SkipReason,
  TokenRule,
  VendorCarries,
  VendorTemplate,
} from '#libs/contracts';
import { takesToken } from '#libs/kernel';
import type { Route } from './route.ts';

type Carrier = Pick<Route, 'vendor' | 'carries'>;
/** The part of a message that decides how a vendor sends it. */
export type Cargo = Pick<MessageContent, 'text' | 'vendor_templates' | 'media'>;

/** Why the route's vendor cannot send the message as it is; undefined if it can. */
export function whyNotCarried({ vendor, carries }: Carrier, cargo: Cargo): SkipReason | undefined {
  if (carries === undefined) return cargo.media && cargo.media.fallback === undefined ? 'no_mms' : undefined;
  const { text, media } = cargo;
  if (carries.templates && goesByTemplate(cargo)) return whyNotByTemplate(carries.templates.tokens, vendor, cargo);
  if (!carries.text) return media ? 'no_mms' : 'templates_only';
  if (media && !takesMedia(carries, media)) {
    if (media.fallback === undefined) return 'no_mms';
    return isTooLong(carries, textWithLinks(text, media)) ? 'too_long' : undefined;
  }
  return isTooLong(carries, text) ? 'too_long' : undefined;
}

/** What of the message goes to the route's adapter. */
export function carriedBy(
  { vendor, carries }: Carrier,
  cargo: Cargo,
): Pick<DeliverItem, 'text' | 'template' | 'media_urls' | 'subject'> {
  const { text, vendor_templates = [], media } = cargo;
  const template = carries?.templates && goesByTemplate(cargo) && mappedFor(vendor, vendor_templates);
  if (template) return { text, template };
  if (!media) return { text };
  if (!takesMedia(carries, media)) return { text: media.fallback ? textWithLinks(text, media) : text };
  const { urls, subject } = media;
  return { text, media_urls: [...urls], ...(subject !== undefined && { subject }) };
}

/** A vendor's own template carries neither pictures nor their links. */
const goesByTemplate = ({ vendor_templates, media }: Cargo): boolean => vendor_templates !== undefined && !media;

/** The text that a route without MMS sends. */
export const textWithLinks = (text: string, { urls }: { readonly urls: readonly string[] }): string =>
  [text, ...urls].join('\n');

const mappedFor = (vendor: string, templates: readonly VendorTemplate[]): VendorTemplate | undefined =>
  templates.find((it) => it.vendor === vendor);

function whyNotByTemplate(rules: readonly TokenRule[], vendor: string, cargo: Cargo): SkipReason | undefined {
  const template = mappedFor(vendor, cargo.vendor_templates!);
  if (!template) return 'no_mapping';
  return Object.entries(template.tokens).every(([name, value]) => takesToken(rules, name, value))
    ? undefined
    : 'token_not_possible';
}

/** Whether the route sends the message as MMS. */
export const sendsMedia = ({ carries }: Carrier, { media }: Cargo): boolean =>
  media !== undefined && takesMedia(carries, media);

/** Without types and sizes they were accepted by an earlier version. */
function takesMedia(carries: VendorCarries | undefined, media: NonNullable<Cargo['media']>): boolean {
  const takes = carries?.media;
  if (!takes || media.urls.length > takes.max_count) return false;
  if (media.types && !media.types.every((type) => takes.types.includes(type))) return false;
  if ((media.largest_bytes ?? 0) > takes.max_bytes) return false;
  return media.subject === undefined || media.subject.length <= (takes.max_subject ?? 0);
}

const isTooLong = ({ max_characters = Infinity }: VendorCarries, text: string): boolean => text.length > max_characters;
