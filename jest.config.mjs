/** Unit specs, beside the source. Nothing outside the process is needed. */
export const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  setupFiles: ['reflect-metadata'],
  setupFilesAfterEnv: ['<rootDir>/tools/refuse-negative-timers.mjs'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  testTimeout: 30_000,
};

export default {
  ...base,
  maxWorkers: '100%',
  testMatch: ['<rootDir>/{apps,libs,tools,bench}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/(apps|libs)/[^/]+/test/'],
};
