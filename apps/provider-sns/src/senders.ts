import type { SenderRule } from '#libs/kernel';

/** `AWS.SNS.SMS.SenderID` and `AWS.MM.SMS.OriginationNumber` (SNS Developer Guide, "Publishing to a mobile phone"). */
export const SNS_SENDERS: SenderRule = {
  kinds: ['number', 'short_code', 'name'],
  digits: [5, 14],
  characters: [3, 11],
  signs: '-',
  signs_inside: true,
  says: 'a name of 3 to 11 letters and digits, hyphens between them, with a letter among them, or an origination number of 5 to 14 digits: E.164 or a short code',
};
