import { base } from './jest.config.mjs';

const other = process.env.POSTRIDER_TARGET === 'standalone' ? 'processes' : 'standalone';

/**
 * The whole product from outside, in the shape that POSTRIDER_TARGET names. Specs of one shape only, or of neither, are in
 * the folder of that shape. One file runs at a time; another part of the test run may use the machine meanwhile, so that no
 * file measures speed.
 */
export default {
  ...base,
  testMatch: ['<rootDir>/e2e/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', `<rootDir>/e2e/scenarios/${other}/`],
  globalSetup: '<rootDir>/e2e/harness/target-up.ts',
  globalTeardown: '<rootDir>/e2e/harness/target-down.ts',
  maxWorkers: 1,
  testTimeout: 60_000,
};
