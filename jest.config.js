/** Packages that ship ES modules only; Jest runs our tests as CommonJS, so these are transformed too. */
const esModules = ['jose', 'openid-client', 'oauth4webapi'];

const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: [],
  transform: {
    '^.+\\.(m?[tj]sx?)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'hono/jsx' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
};

export default {
  // A worker that has become large collects garbage instead of testing: the model check took nine times as long in one.
  workerIdleMemoryLimit: '512MB',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{test,packages/*/test}/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ['/test/browser/', '/test/crash/'],
    },
    { ...base, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
    {
      ...base,
      displayName: 'crash',
      testMatch: ['<rootDir>/test/crash/**/*.test.ts'],
      testPathIgnorePatterns: ['/test/crash/pairs/', '/test/crash/model'],
    },
    { ...base, displayName: 'model', testMatch: ['<rootDir>/test/crash/model{*.test.ts,/**/*.test.ts}'] },
    { ...base, displayName: 'pairs', testMatch: ['<rootDir>/test/crash/pairs/*.test.ts'] },
  ],
};
