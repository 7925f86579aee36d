import type { dispatcherQuestions } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';

const later = async (): Promise<never> => {
  throw new PostriderError('service_unavailable', 'Phones are not served yet.');
};
type Handlers<Group> = { readonly [Name in keyof Group]: () => Promise<never> };

export const phoneVerbs: Omit<Handlers<(typeof dispatcherQuestions)['phones']>, 'save'> = {
  lease: later,
  start: later,
  report: later,
  renew: later,
  leases: later,
  held: later,
};
