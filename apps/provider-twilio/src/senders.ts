import type { SenderRule } from '#libs/kernel';

/** `From`, or `MessagingServiceSid` (Twilio's API reference, and its AlphaSender resource for the signs of names). */
export const TWILIO_SENDERS: SenderRule = {
  kinds: ['number', 'short_code', 'name', 'messaging_service'],
  characters: [1, 11],
  signs: ' +-_&',
  signs_inside: false,
  says: 'a number in E.164, a short code, a name of 1 to 11 letters, digits, spaces and + - _ & with a letter among them, or a Messaging Service (MG and 32 hex digits)',
};
