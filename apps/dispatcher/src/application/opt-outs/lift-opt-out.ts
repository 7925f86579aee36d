import type { Done, LiftOptOutRequest } from '#libs/contracts';
import { clock, isRequestId, PostriderError, type TenantId } from '#libs/kernel';
import type { OptOutPorts } from './add-opt-outs.ts';

/** From its answer on, messages to the number are accepted. */
export async function liftOptOut(
  { optOuts, codec }: Pick<OptOutPorts, 'optOuts' | 'codec'>,
  { tenant, id, by, reason }: LiftOptOutRequest,
): Promise<Done> {
  const owner = tenant as TenantId;
  if (!isRequestId(id)) throw new PostriderError('invalid_id', 'The id of an opt-out is a ulid.');
  await codec.readyToSeal(owner);
  const note = codec.seal(owner, 'opt_out_note', reason);
  if (await optOuts.lift(owner, id, { at: new Date(clock.now()), by, note })) return {};
  throw new PostriderError('not_found', 'There is no opt-out with this id.');
}
