/** Unit specs, beside the source. Nothing outside the process is needed. */
export const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  setupFiles: ['reflect-metadata'],
  // Each spec file loads its packages again: one bundle loads faster than hundreds of files.
  moduleNameMapper: {
    '^(class-validator|class-transformer)$': '<rootDir>/node_modules/$1/bundles/$1.umd.js',
    '^rxjs(/operators)?$': '<rootDir>/node_modules/rxjs/dist/bundles/rxjs.umd.js',
  },
  setupFilesAfterEnv: ['<rootDir>/tools/refuse-negative-timers.mjs'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  testTimeout: 30_000,
};

export default {
  ...base,
  maxWorkers: '100%',
  testMatch: ['<rootDir>/{apps,libs,tools,bench}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/(apps|libs)/[^/]+/test/', '<rootDir>/tools/new-vendor/'],
};
