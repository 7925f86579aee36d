import type { RequestDocument } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { keyOf, type PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { failPositions, type FailPorts } from './fail-positions.ts';
import { bisectOnFailure, isOutage } from '../ledger/bisect-on-failure.ts';

/** Stores positions; returns why not every one is known to be stored, or undefined. */
type Store = (items: readonly PayloadItem[]) => Promise<unknown>;

interface Failed {
  readonly item: PayloadItem;
  readonly error: unknown;
}

/**
 * Stores all positions of a request. If one cannot be stored as it is, the others are stored without it, and it is
 * ended. If one fails for another reason, the request waits until its deadline has passed.
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
  // A refusal may be temporary, such as an interrupted write: it is tried once more before the message is ended.
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

/** No document can be made of it, or the database took the other positions and not this one. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(cause: unknown) {
    super('It cannot be stored as it is.', { cause });
  }
}
