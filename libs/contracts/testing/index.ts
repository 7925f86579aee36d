export { deviations } from './conforms.ts';
export { dispatcherSamples, gatewaySamples, providerSamples, templateSamples, type SamplesOf } from './samples.ts';
