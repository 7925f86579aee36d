export { deviations } from './conforms.ts';
export { dispatcherSamples, providerSamples, type SamplesOf } from './samples.ts';
