import type { MessageDocument } from '#libs/contracts';
import { checkpoint, clock } from '#libs/kernel';
import { phoneRow } from '../../domain/ledger/evidence.ts';
import type { Evidence, Messages } from '../ledger/ports.ts';
import type { PhoneMessages } from './ports.ts';

export interface TakeBackPorts {
  readonly phoneMessages: PhoneMessages;
  readonly messages: Pick<Messages, 'byKeys'>;
  readonly evidence: Pick<Evidence, 'insert'>;
}

/**
 * Takes leases back that were not started; a phone that starts at this moment wins. The move is the decision, so it
 * comes first: the row only tells which phone had it, under which lease. `ended`: those alone whose time is over.
 */
export async function takeBack(
  { phoneMessages, messages, evidence }: TakeBackPorts,
  assigned: readonly MessageDocument[],
  { ended }: { readonly ended: boolean },
): Promise<void> {
  const now = clock.now();
  const before = ended ? new Date(now) : undefined;
  const taken: MessageDocument[] = [];
  for (const [fence, group] of Map.groupBy(assigned, (it) => it.fence)) {
    const keys = group.map(({ _id }) => _id);
    const matched = await phoneMessages.takeBack(keys, fence, new Date(now), before);
    checkpoint('dispatcher.phones.after_take_back');
    if (matched === keys.length) taken.push(...group);
    else {
      const stored = new Map((await messages.byKeys(keys)).map((it) => [it._id, it]));
      const isTaken = ({ _id }: MessageDocument): boolean => {
        const found = stored.get(_id);
        return found?.status === 'PENDING' && found.fence === fence;
      };
      taken.push(...group.filter(isTaken));
    }
  }
  const rows = taken.map(({ _id: key, fence, agent, route, holder: lease, leased_at }) => {
    const grant = { key, fence, agent, lease, ...(leased_at && { grantedAt: leased_at.getTime() }) };
    return phoneRow(grant, route, { event: 'returned' }, now);
  });
  await evidence.insert(rows);
}
