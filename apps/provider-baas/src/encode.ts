import type { DeliverItem } from '#libs/contracts';
import type { BaasSecrets } from './config.ts';
import { asCallbackNumber, asRecipient } from './config/numbers.ts';

export const MOST_CHARACTERS = 2_000;
export const MOST_IN_SUBJECT = 40;
export const MOST_IMAGES = 5;

/** Why a message is not called about: words of ours, or the code that BaaS would answer with. */
export type Impossible =
  'not_korean_mobile' | 'no_callback_number' | 'MESSAGE_TOO_LONG' | 'SUBJECT_TOO_LONG' | 'TOO_MANY_IMAGES';

type Item = Pick<DeliverItem, 'to' | 'text' | 'sender' | 'media_urls' | 'subject'>;

/** The call about one message. */
export function encodeMessage(
  item: Item,
  secrets: BaasSecrets,
): { readonly path: string; readonly body: string } | { readonly impossible: Impossible } {
  const { to, text, media_urls: images = [], subject = '' } = item;
  const phone_number = asRecipient(to);
  const callback_number = asCallbackNumber(item.sender ?? secrets.sender ?? '');
  if (phone_number === undefined) return { impossible: 'not_korean_mobile' };
  if (callback_number === undefined) return { impossible: 'no_callback_number' };
  const tooMuch = whatIsTooMuch(text, subject, images);
  if (tooMuch) return { impossible: tooMuch };
  const isMms = images.length > 0;
  const { pathPrefix, projectId, smsChannel, mmsChannel } = secrets;
  const body = {
    recipients: [{ phone_number, member_code: MEMBER }],
    message: text,
    callback_number,
    ...(projectId !== undefined && { project_id: projectId }),
    channel_id: isMms ? mmsChannel : smsChannel,
    ...(isMms && { subject, img_url_list: images }),
  };
  return { path: `${pathPrefix}/${isMms ? 'mms' : 'sms'}`, body: JSON.stringify(body) };
}

/** BaaS's name for a person, which it only returns. */
const MEMBER = 'user_0';

function whatIsTooMuch(text: string, subject: string, images: readonly string[]): Impossible | undefined {
  if (text.length > MOST_CHARACTERS) return 'MESSAGE_TOO_LONG';
  if (subject.length > MOST_IN_SUBJECT) return 'SUBJECT_TOO_LONG';
  return images.length > MOST_IMAGES ? 'TOO_MANY_IMAGES' : undefined;
}

export const historyPath = ({ pathPrefix }: BaasSecrets, group: string): string =>
  `${pathPrefix}/send_history/sms/${encodeURIComponent(group)}/messages`;

export const authorization = ({ authHeader, apiKey }: BaasSecrets): string[] => [
  authHeader.toLowerCase(),
  authHeader === 'Authorization' ? `Bearer ${apiKey}` : apiKey,
];
