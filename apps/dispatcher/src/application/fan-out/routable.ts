import type { MessageContent, MessageDocument } from '#libs/contracts';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import type { Routable } from '../../domain/routing/route.ts';
import { movesOnAt } from '../../domain/routing/throttle.ts';

type Stored = Pick<
  MessageDocument,
  | '_id'
  | 'country'
  | 'category'
  | 'priority'
  | 'segments'
  | 'sender'
  | 'pinned_route'
  | 'created_at'
  | 'send_at'
  | 'deadline'
>;

/** What decides about a stored message's routes. */
export const routableOf = (message: Stored, { to }: Pick<MessageContent, 'to'>): Routable => ({
  key: message._id,
  to,
  country: message.country,
  category: message.category,
  priority: message.priority,
  segments: message.segments,
  sender: message.sender,
  pinned: message.pinned_route,
  movesOnAt: movesOnAt((message.send_at ?? message.created_at).getTime(), message.deadline.getTime()),
});

/** The same of a position that fan-out has not stored yet. */
export const routableItem = (key: string, item: PayloadItem, createdAt: Date): Routable => ({
  key,
  to: item.to,
  country: item.country,
  category: item.category,
  priority: item.priority,
  segments: item.segments,
  sender: item.sender,
  pinned: item.pinned_route,
  movesOnAt: movesOnAt(item.send_at ?? createdAt.getTime(), item.deadline),
});
