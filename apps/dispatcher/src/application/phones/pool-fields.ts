import { POOL_ID, type PoolFields } from '#libs/contracts';
import { orderProblem } from '../../domain/routing/route-settings.ts';

/** Why a pool cannot have such fields, as a sentence, or `undefined`. */
export function poolProblem({ name, order }: PoolFields): string | undefined {
  if (name?.trim() === '') return 'name is empty.';
  if (name !== undefined && POOL_ID.test(name.trim())) return 'name is the id of a pool; choose another.';
  return orderProblem(order);
}
