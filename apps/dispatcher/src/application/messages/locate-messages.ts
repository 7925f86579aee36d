import { MOST_COUNTED, type LocateMessagesQuery, type LocateMessagesReply } from '#libs/contracts';
import { monotonicMs, publicMessageId, type MessageKey } from '#libs/kernel';
import { messageChoiceOf } from './choice-of.ts';
import type { Lists } from './ports.ts';

const WITHIN_MS = 1_000;
const AT_ONCE = 2_000;

/** Where a page begins that comes after so many messages, the newest first, and how many messages there are. */
export async function locateMessages(
  { lists }: { readonly lists: Pick<Lists, 'keys'> },
  { skip, ...query }: LocateMessagesQuery,
): Promise<LocateMessagesReply> {
  const choice = messageChoiceOf(query, query.where);
  if (!choice) return { total: 0 };
  const endsAt = monotonicMs() + WITHIN_MS;
  const keys: MessageKey[] = [];
  for (let after: MessageKey | undefined; ;) {
    const limit = Math.min(AT_ONCE, MOST_COUNTED - keys.length);
    const { found, next } = await lists.keys(choice, { limit, ...(after && { after }) });
    keys.push(...found);
    if (!next || keys.length >= MOST_COUNTED || monotonicMs() >= endsAt) break;
    after = next;
  }
  const last = keys[skip - 1];
  return { total: keys.length, ...(last && { after: publicMessageId(last) as string }) };
}
