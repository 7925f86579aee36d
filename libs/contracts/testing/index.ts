export { dispatcherSamples, providerSamples, type SamplesOf } from './samples.ts';
