import type { MessageContent, MessageDocument, RequestDocument, SeenBy } from '#libs/contracts';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { shownContent, type ShownContent } from '../../domain/acceptance/shown-content.ts';
import type { Codec } from './ports.ts';

/** Stored bytes that cannot be opened, or that contain something else: a repetition does not help. */
export class Unreadable extends Error {}

type Sealed = Pick<MessageDocument, 'tenant' | 'content'>;

/** The text and recipient of a stored message. Throws {@link Unreadable}; the tenant's key must be loaded. */
export function openContent(codec: Codec, { tenant, content }: Sealed): MessageContent {
  return opened('content of a message', () => JSON.parse(codec.open(tenant, 'content', content)) as MessageContent);
}

/** For callers that continue without a value that cannot be read. */
export function orUnreadable<Value>(read: () => Value): Value | 'unreadable' {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return 'unreadable';
    throw error;
  }
}

/** The number and text of a stored message, as this reader sees them. */
type Shown = Sealed & Pick<MessageDocument, 'created_by' | 'category' | 'status'>;

export const shownOf = (codec: Codec, reader: Omit<SeenBy, 'tenant'>, message: Shown): ShownContent =>
  shownContent(
    reader,
    message,
    orUnreadable(() => openContent(codec, message)),
  );

/** The accepted positions of a stored request. Throws {@link Unreadable}; the tenant's key must be loaded. */
export function payloadOf(codec: Codec, { tenant, payload }: RequestDocument): PayloadItem[] {
  return opened('payload of a request', () => {
    const items = JSON.parse(codec.open(tenant, 'payload', payload)) as PayloadItem[];
    if (!Array.isArray(items) || !items.every((item) => Number.isInteger(item?.position)))
      throw new SyntaxError('It is not a list of positions.');
    return items;
  });
}

/** Errors of the codec and the parser make it unreadable; a key that is not loaded is a bug of ours. */
export function opened<Value>(what: string, open: () => Value): Value {
  try {
    return open();
  } catch (error) {
    const isBroken = error instanceof SyntaxError || (error instanceof Error && error.name === 'Unsealable');
    throw isBroken ? new Unreadable(`The sealed ${what} cannot be read.`) : error;
  }
}
