import type { RequestDocument } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { endOf } from '../domain/bare-message.ts';
import { keyOf, type PayloadItem } from '../domain/request-payload.ts';
import { failPositions, type FailPorts } from './fail-positions.ts';
import { inHalves, isOutage } from './in-halves.ts';

/** Stores positions; answers why not every one of them is known to be stored, or nothing. */
type Store = (items: readonly PayloadItem[]) => Promise<unknown>;

/**
 * Stores all positions of a request. One that the database refuses as it is costs its neighbours nothing: they are stored
 * without it, and it is ended. One that fails for another reason keeps the request waiting until its end has come.
 */
export async function eachStored(
  ports: FailPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
  store: Store,
): Promise<void> {
  const failed: { readonly position: number; readonly error: unknown }[] = [];
  const work = async (some: readonly PayloadItem[]): Promise<void> => {
    const failure = await store(some);
    if (failure !== undefined) throw isOutage(failure) ? (failure as Error) : new Refused(failure);
  };
  await inHalves(items, work, (item, error) => {
    ports.log.error('message.not_stored', { message: keyOf(request, item), why: (error as Error).name });
    failed.push({ position: item.position, error });
  });
  if (failed.length === 0) return;

  const isOver = endOf(request).getTime() <= clock.now();
  const ending = failed.filter(({ error }) => error instanceof Refused || isOver);
  const positions = ending.map(({ position }) => position);
  await failPositions(ports, request, positions, 'UNSTORABLE');
  if (ending.length < failed.length) throw failed.find((it) => !ending.includes(it))!.error;
}

/** The database took the rest and not this. */
class Refused extends Error {
  override readonly name = 'Refused';

  constructor(cause: unknown) {
    super('The database does not store it as it is.', { cause });
  }
}
