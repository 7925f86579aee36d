export { deviations } from './conforms.ts';
export { dispatcherSamples, gatewaySamples, providerSamples, type SamplesOf } from './samples.ts';
