import type { RequestDocument } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { keyOf, type PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { failPositions, type FailPorts } from './fail-positions.ts';
import { bisectOnFailure, isOutage } from '../ledger/bisect-on-failure.ts';

/** Stores positions; answers why not every one of them is known to be stored, or nothing. */
type Store = (items: readonly PayloadItem[]) => Promise<unknown>;

interface Failed {
  readonly item: PayloadItem;
  readonly error: unknown;
}

/**
 * Stores all positions of a request. One that cannot be stored as it is costs its neighbours nothing: they are stored
 * without it, and it is ended. One that fails for another reason keeps the request waiting until its deadline has passed.
 */
export async function eachStored(
  ports: FailPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
  store: Store,
): Promise<void> {
  const work = async (some: readonly PayloadItem[]): Promise<void> => {
    const failure = await store(some);
    if (failure !== undefined) throw isOutage(failure) ? (failure as Error) : new Refused(failure);
  };
  const first: Failed[] = [];
  await bisectOnFailure(items, work, (item, error) => void first.push({ item, error }));
  const failed = first.filter(({ error }) => !(error instanceof Refused));
  // A refusal may be of the moment, such as a write that somebody interrupted: what is to be ended is tried once more.
  for (const { item } of first.filter(({ error }) => error instanceof Refused))
    await bisectOnFailure([item], work, (_, error) => void failed.push({ item, error }));
  if (failed.length > 0) await endOrWait(ports, request, failed);
}

async function endOrWait(ports: FailPorts, request: RequestDocument, failed: readonly Failed[]): Promise<void> {
  for (const { item, error } of failed)
    ports.log.error('message.not_stored', { message: keyOf(request, item), why: (error as Error).name });
  const now = clock.now();
  const ending = failed.filter(({ item, error }) => error instanceof Refused || item.deadline <= now);
  const positions = ending.map(({ item }) => item.position);
  await failPositions(ports, request, positions, 'UNSTORABLE');
  if (ending.length < failed.length) throw failed.find((it) => !ending.includes(it))!.error;
}

/** No document can be made of it, or the database took the rest and not this. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(cause: unknown) {
    super('It cannot be stored as it is.', { cause });
  }
}
