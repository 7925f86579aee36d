import type { SeenBy } from '#libs/contracts';
import { isTestKey, nameOf, readsAs, type Principal } from '../../domain/principal.ts';

/** The list is one for both environments: a test key sees in full only what it added, whatever else it may read. */
export const readsOptOutsAs = (principal: Principal): Pick<SeenBy, 'reader' | 'reads_content'> =>
  isTestKey(principal) ? { reader: nameOf(principal) } : readsAs(principal);
