import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SubmitReply, SubmitRequest } from '#libs/contracts';
import { publicMessageId, type MessageKey } from '#libs/kernel';
import type { Gated, RefusedItem } from '../../domain/acceptance/accepted-item.ts';
import type { RoutingFacts } from '../../domain/routing/route.ts';
import { routableUnstored } from '../fan-out/routable.ts';
import type { Router } from '../routing/router.ts';
import type { Guarded } from './guard-duplicates.ts';

const SLICE = 50;

type Told = RefusedItem | (Omit<Extract<Gated, { ok: true }>, 'warnings'> & { readonly warnings: string[] });

/** A message that no route takes at present is accepted with a warning. */
export async function warned(
  { router }: { readonly router: Pick<Router, 'explain'> },
  facts: RoutingFacts,
  gated: readonly Gated[],
): Promise<Told[]> {
  const told: Told[] = [];
  for (const [at, item] of gated.entries()) {
    if (at > 0 && at % SLICE === 0) await nextTurn();
    const waits =
      item.ok && item.send_at === undefined && router.explain(facts, routableUnstored(item)).routes.length === 0;
    told.push(waits ? { ...item, warnings: [...item.warnings, 'no_route_now'] } : item);
  }
  return told;
}

export function answerOf(
  command: SubmitRequest,
  gated: readonly Told[],
  duplicates: Guarded['duplicates'],
): SubmitReply {
  const passed = gated.filter((item) => item.ok).length;
  return {
    request_id: command.request_id,
    total: gated.length,
    accepted: passed - duplicates.size,
    ...(duplicates.size > 0 && { canceled: duplicates.size }),
    rejected: gated.length - passed,
    items: gated.map((item, position) => {
      if (!item.ok) return { position, code: item.code, detail: item.detail };
      const id = `${command.request_id}.${String(position).padStart(4, '0')}`;
      const { to_as_written: to, segments, encoding, warnings } = item;
      const first = duplicates.get(position);
      const status = first ? { status: 'CANCELED' as const, ...duplicateOf(first) } : { status: 'PENDING' as const };
      return { position, id, ...status, to, segments, encoding, warnings };
    }),
    replayed: false,
  };
}

const duplicateOf = (first: MessageKey) =>
  ({ reason: 'DUPLICATE_RECENT', duplicate_of: publicMessageId(first) as string }) as const;

export const rejectedPositions = ({ items }: SubmitReply): number[] =>
  items.flatMap(({ id, position }) => (id === undefined ? position : []));
