import type { MessageContent } from '#libs/contracts';

export type Wording = Pick<MessageContent, 'to' | 'text' | 'media'>;

/** Equal for two messages that a person would receive as the same one: number, text, and pictures in their order. */
export const wordingOf = ({ to, text, media }: Wording): string =>
  media ? `pictures ${to} ${JSON.stringify([text, media.subject, media.urls])}` : `text ${to} ${text}`;
