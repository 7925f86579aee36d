import type { LookupItem } from '#libs/contracts';
import { jsonObject, type LookUpAnswer, type VendorHttp } from '#libs/provider-kit';
import type { TwilioSecrets } from './config.ts';
import { authorization, bodyOf, messagesPath } from './encode.ts';

/** A page of 50 messages of the longest body fits several times. */
const MAX_BYTES = 1024 * 1024;
/** Twilio's dates have whole seconds, and its clock is not ours. */
const SLACK_MS = 5_000;

/**
 * Searches the recipient's newest messages for this text. Twilio has no client reference, so an empty result proves
 * nothing, and of several equal messages none can be identified as this one.
 */
export async function lookUpMessage(
  http: VendorHttp,
  item: LookupItem,
  secrets: TwilioSecrets,
  signal: AbortSignal,
): Promise<LookUpAnswer> {
  const since = item.sent_after - SLACK_MS;
  const headers = ['authorization', authorization(secrets), 'accept', 'application/json'];
  const path = `${messagesPath(secrets.accountSid)}?${searchQuery(item.to, since)}`;
  const result = await http.exchange({
    method: 'GET',
    origin: secrets.apiUrl,
    path,
    headers,
    signal,
    maxBytes: MAX_BYTES,
  });
  if (result.kind !== 'response') throw new Error(`Twilio did not answer a look-up: ${result.kind}`);
  if (result.status !== 200) throw new Error(`Twilio answered a look-up with HTTP ${result.status}`);

  const messages = jsonObject(result.body)?.['messages'];
  if (!Array.isArray(messages)) throw new Error('Twilio answered a look-up without a list');
  const [found, another] = messages.filter((it) =>
    isSame(it as ListedMessage, item, item.sender ?? secrets.sender, since),
  );
  return found && !another
    ? { result: 'found', vendor_message_id: (found as ListedMessage).sid }
    : { result: 'inconclusive' };
}

/** `DateSent>=` in Twilio's notation: the name of the parameter is `DateSent>`. */
export function searchQuery(to: string, since: number): string {
  return new URLSearchParams({ To: to, 'DateSent>': new Date(since).toISOString(), PageSize: '50' }).toString();
}

interface ListedMessage {
  readonly sid: string;
  readonly from: string | null;
  readonly body: string;
  /** A text, as all of Twilio's counts. */
  readonly num_media: string;
  readonly direction: string;
  readonly date_created: string;
  readonly messaging_service_sid: string | null;
}

function isSame(listed: ListedMessage, item: LookupItem, sender: string, since: number): boolean {
  return (
    listed.body === bodyOf(item) &&
    Number(listed.num_media) === (item.media_urls?.length ?? 0) &&
    listed.direction.startsWith('outbound') &&
    (listed.from === sender || listed.messaging_service_sid === sender) &&
    Date.parse(listed.date_created) >= since - SLACK_MS
  );
}
