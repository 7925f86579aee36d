import { base } from './jest.config.mjs';

/** Real servers, started once per run; every file has a database and a subject prefix of its own. */
export default {
  ...base,
  testMatch: ['<rootDir>/{apps,libs}/*/test/**/*.spec.ts'],
  globalSetup: '<rootDir>/tools/servers-up.ts',
  globalTeardown: '<rootDir>/tools/servers-down.ts',
  setupFiles: ['reflect-metadata', '<rootDir>/tools/clean-room.ts'],
  // Much of the work is waiting: for a lease, a probe, a server that starts.
  maxWorkers: 4,
  testTimeout: 60_000,
};
