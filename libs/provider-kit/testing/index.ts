export { describeVendor } from './describe-vendor.ts';
export type { Fault, FaultRule, Text } from './sandbox.ts';
export type { StageSettings } from './stage.ts';
export type { VendorUnderTest } from './vendor-under-test.ts';
