export { describeVendor } from './describe-vendor.ts';
export type { Fault, FaultRule, Text } from './sandbox.ts';
export type { StageSettings } from './stage.ts';
export { refusals } from './tables.ts';
export type { Refusal, VendorUnderTest } from './vendor-under-test.ts';
