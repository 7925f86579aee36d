import type { MessageContent, MessageDocument, SeenBy } from '#libs/contracts';
import { maskCodes, maskNumber } from '#libs/kernel';
import { isClosed } from '../ledger/status.ts';

export interface ShownContent {
  /** As its caller wrote it, or masked; empty if it can no longer be read. */
  readonly to: string;
  /** Absent if it is masked, or can no longer be read. */
  readonly text?: string;
  /** Absent if they are masked. */
  readonly media_urls?: string[];
  readonly subject?: string;
  readonly masked: boolean;
}

type Reader = Pick<SeenBy, 'reader' | 'reads_content' | 'masked'>;
type OfMessage = Pick<MessageDocument, 'created_by' | 'category' | 'status' | 'answers'>;

/**
 * The one rule for numbers and texts, wherever a message is shown. Readers see in full what they created, and the rest
 * if they may read content. Nobody sees the code in a closed message. Who answers a text received does not learn its
 * number by that.
 */
export function shownContent(reader: Reader, message: OfMessage, content: MessageContent | 'unreadable'): ShownContent {
  if (content === 'unreadable' || !isContent(content)) return { to: '', masked: false };
  if (!seesContent(reader, message)) return { to: maskNumber(content.to), masked: true };
  const isOver = message.category === 'otp' && isClosed(message.status);
  const { to_as_written: to, text, media } = content;
  const knowsNumber = message.answers === undefined || reader.reads_content === true;
  return {
    to: knowsNumber ? to : maskNumber(content.to),
    text: isOver ? maskCodes(text) : text,
    ...(media && { media_urls: [...media.urls] }),
    ...(media?.subject !== undefined && { subject: media.subject }),
    masked: false,
  };
}

/** A damaged payload may have other values under these names. */
const isContent = ({ to, to_as_written, text }: MessageContent): boolean =>
  [to, to_as_written, text].every((value) => typeof value === 'string');

export const seesContent = (
  { reader, reads_content, masked }: Reader,
  { created_by }: Pick<OfMessage, 'created_by'>,
): boolean => masked !== true && (reads_content === true || reader === created_by);
