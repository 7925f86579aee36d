import { PHONE_VENDOR, type InboundText, type RecordTextsRequest } from '#libs/contracts';
import { checkpoint, clock, newRequestId, parseNumber, PostriderError, requestKey, type TenantId } from '#libs/kernel';
import { isBlockedBy, optOutKey } from '../../domain/acceptance/opt-out.ts';
import type { InboundContent, InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import { keywordOf, namesStop } from '../../domain/inbound-texts/keywords.ts';
import type { RouteRecord } from '../routes/ports.ts';
import { follow } from './follow-texts.ts';
import type { InboundPorts } from './ports.ts';

type Receiver = Pick<RouteRecord, '_id' | 'tenant' | 'vendor' | 'environment'>;

/**
 * Stores texts that an account or phone received, once each, and does what follows from them. When it resolves, opt-outs are in
 * force; what else is left, such as an answer, is repeated by the sweep.
 */
export async function recordTexts(ports: InboundPorts, request: RecordTextsRequest): Promise<void> {
  const tenant = request.tenant as TenantId;
  const receiver = await receiverOf(ports, tenant, request.route);
  await ports.codec.readyToSeal(tenant);

  const inOrder = request.texts.toSorted(
    (one, other) => (one.received_at ?? Infinity) - (other.received_at ?? Infinity),
  );
  const texts: InboundTextRecord[] = [];
  for (const text of inOrder) texts.push(await recordOf(ports, receiver, text));
  const stored = await ports.inboundTexts.insert(texts);
  checkpoint('dispatcher.inbound.after_insert');
  const open = stored.filter(({ wake_at }) => wake_at !== undefined);
  await follow(ports, open);
}

async function receiverOf({ states, phones }: InboundPorts, tenant: TenantId, route: string): Promise<Receiver> {
  const account = await states.byId(tenant, route);
  if (account) return account;
  const phone = await phones.byId(tenant, route);
  if (!phone) throw new PostriderError('not_found', 'There is no account or phone with this id.');
  return { ...phone, vendor: PHONE_VENDOR };
}

async function recordOf(
  ports: InboundPorts,
  { _id: route, tenant, vendor, environment }: Receiver,
  text: InboundText,
): Promise<InboundTextRecord> {
  const { codec, times } = ports;
  const now = clock.now();
  const read = parseNumber(text.from, undefined);
  const from = read.ok ? read.e164 : text.from;
  const content: InboundContent = { from, text: text.text, ...(text.media_urls && { media_urls: text.media_urls }) };
  const from_hash = codec.hash(tenant, from);
  const keyword = read.ok ? await keywordIn(ports, tenant, from_hash, text) : undefined;
  return {
    _id: requestKey(tenant, newRequestId()),
    tenant,
    environment,
    route,
    vendor,
    vendor_text_id: text.vendor_text_id,
    conversation: codec.hash(tenant, `conversation ${environment} ${text.to} ${from}`),
    to: text.to,
    from_hash,
    content: codec.seal(tenant, 'inbound_text', JSON.stringify(content)),
    at: new Date(now),
    received_at: new Date(receivedAt(text, now)),
    ...(keyword && { keyword }),
    ...(text.vendor_answers && { unanswered: true }),
    ...(!keyword && namesStop(text.text) && { needs_review: true }),
    wake_at: new Date(now + times.graceMs),
  };
}

async function keywordIn(
  { optOuts }: InboundPorts,
  tenant: TenantId,
  hash: string,
  { keyword: told, text }: InboundText,
): Promise<InboundTextRecord['keyword']> {
  if (told) return told;
  const found = keywordOf(text);
  if (!found?.ifOptedOut) return found?.keyword;
  const optOut = await optOuts.of(tenant, optOutKey(tenant, hash));
  return isBlockedBy(optOut?.scope, 'marketing') ? found.keyword : undefined;
}

const LAST_MS = 8.64e15;

/** A vendor's clock may be wrong: a text is not received later than it is recorded. */
const receivedAt = ({ received_at = LAST_MS }: InboundText, now: number): number =>
  Math.max(0, Math.min(received_at, now));
