import { base } from './jest.config.mjs';

/**
 * The whole product from outside, as POSTRIDER_TARGET says: `standalone` or `processes`. One file at a time, since each
 * of them measures and crashes a product that has the machine's two cores to itself.
 */
export default {
  ...base,
  testMatch: ['<rootDir>/e2e/**/*.spec.ts'],
  globalSetup: '<rootDir>/e2e/harness/target-up.ts',
  globalTeardown: '<rootDir>/e2e/harness/target-down.ts',
  maxWorkers: 1,
  testTimeout: 60_000,
};
