export { agentSamples } from './phone-samples.ts';
export { deviations } from './conforms.ts';
export { dispatcherSamples, gatewaySamples, providerSamples, type SamplesOf } from './samples.ts';
export { templateSamples } from './template-samples.ts';
