import type { dispatcherQuestions } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';

const later = async (): Promise<never> => {
  throw new PostriderError('service_unavailable', 'Phones are not served yet.');
};
type Handlers<Group> = { readonly [Name in keyof Group]: () => Promise<never> };

export const phoneVerbs: Handlers<(typeof dispatcherQuestions)['phones']> = {
  save: later,
  lease: later,
  start: later,
  report: later,
  renew: later,
  leases: later,
  held: later,
};
export const poolVerbs: Handlers<(typeof dispatcherQuestions)['pools']> = {
  list: later,
  read: later,
  create: later,
  change: later,
  delete: later,
};
