import type { MessageContent, MessageDocument, MessageFields } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { AcceptedItem } from '../../domain/acceptance/accepted-item.ts';
import { contentOf, type PayloadItem } from '../../domain/acceptance/request-payload.ts';
import type { Routable } from '../../domain/routing/route.ts';
import { movesOnAt } from '../../domain/routing/throttle.ts';

type Deciding = Pick<
  MessageFields,
  | 'country'
  | 'category'
  | 'priority'
  | 'segments'
  | 'sender'
  | 'pinned_route'
  | 'preferred_route'
  | 'phones_marketing'
  | 'answers'
>;
type Stored = Deciding & Pick<MessageDocument, '_id' | 'created_at' | 'send_at' | 'deadline'>;

/** The facts that decide about a stored message's routes. */
export const routableOf = (message: Stored, content: MessageContent): Routable =>
  routable(
    message._id,
    content,
    message,
    movesOnAt((message.send_at ?? message.created_at).getTime(), message.deadline.getTime()),
  );

/** The same for a position that fan-out has not stored yet. */
export const routableItem = (key: string, item: PayloadItem, createdAt: Date): Routable =>
  routable(key, contentOf(item), item, movesOnAt(item.send_at ?? createdAt.getTime(), item.deadline));

/** For a message that is not stored: it has no key, so that a weighted list is drawn again each time. */
export const routableUnstored = (item: AcceptedItem): Routable =>
  routable(`unstored.${clock.now()}`, contentOf(item), item);

const routable = (
  key: string,
  { to, text, vendor_templates, media }: MessageContent,
  {
    country,
    category,
    priority,
    segments,
    sender,
    pinned_route: pinned,
    preferred_route: preferred,
    phones_marketing: phonesMarketing,
    answers,
  }: Deciding,
  movesOnAt?: number,
): Routable => ({
  key,
  to,
  country,
  category,
  priority,
  segments,
  sender,
  pinned,
  preferred,
  phonesMarketing,
  hasSender: answers !== undefined,
  movesOnAt,
  cargo: { text, vendor_templates, media },
});
