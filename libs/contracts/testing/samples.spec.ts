import {
  agentQuestions,
  dispatcherQuestions,
  gatewayContracts,
  providerContracts,
  templateQuestions,
  type Rpc,
} from '#libs/contracts';
import { validatePayload } from '#libs/messaging';
import { agentSamples } from './phone-samples.ts';
import { dispatcherSamples, gatewaySamples, providerSamples } from './samples.ts';
import { templateSamples } from './template-samples.ts';

type Question = Rpc<object, object>;

/** Each contract of a group with its sample. */
function paired(group: object, samples: object, path = ''): [name: string, question: Question, sample: object][] {
  return Object.entries(group).flatMap(([name, it]: [string, object]) => {
    const sample = (samples as Record<string, object>)[name]!;
    if ('subject' in it) return [[`${path}${name}`, it as Question, sample]];
    return paired(it, sample, `${path}${name}.`);
  });
}

test.each([
  ...paired(dispatcherQuestions, dispatcherSamples),
  ...paired(templateQuestions, templateSamples, 'template.'),
  ...paired(agentQuestions, agentSamples, 'agent-lease.'),
  ...paired(gatewayContracts, gatewaySamples, 'gateway.'),
  ...paired(providerContracts('acme'), providerSamples('acme'), 'provider.'),
])('the sample of %s fits the class of its reply, without another field', async (_, { reply }, sample) => {
  expect({ ...(await validatePayload(reply, sample)) }).toEqual(sample);
});
