import { dispatcherQuestions, providerContracts, type Rpc } from '#libs/contracts';
import { validatePayload } from '#libs/messaging';
import { dispatcherSamples, providerSamples } from './samples.ts';

type Question = Rpc<object, object>;

/** Each question of a group beside its sample. */
function paired(group: object, samples: object, path = ''): [name: string, question: Question, sample: object][] {
  return Object.entries(group).flatMap(([name, it]: [string, object]) => {
    const sample = (samples as Record<string, object>)[name]!;
    if ('subject' in it) return [[`${path}${name}`, it as Question, sample]];
    return paired(it, sample, `${path}${name}.`);
  });
}

test.each([
  ...paired(dispatcherQuestions, dispatcherSamples),
  ...paired(providerContracts('acme'), providerSamples('acme'), 'provider.'),
])('the sample of %s is as the class of its reply says, without another field', async (_, { reply }, sample) => {
  expect({ ...(await validatePayload(reply, sample)) }).toEqual(sample);
});
