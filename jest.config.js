/** Packages that ship ES modules only; Jest runs our tests as CommonJS, so these are transformed too. */
const esModules = ['jose', 'openid-client', 'oauth4webapi'];

/**
 * A test that hangs ends some time. Nothing that works comes near it, however busy the machine is: no test passes or fails
 * by how long it takes.
 */
const TEST_TIMEOUT_MS = 30 * 60_000;

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

/**
 * CloudFormation's own rules take half of a synthesis. Tests of the templates apply them to estates that have every kind of resource
 * (test/lib/synthesized.ts); tests that only need something that runs do without.
 */
process.env.CDK_VALIDATION = 'false';

/** Whole runs of the example: what every change must pass. The other runs of the whole product are a level of their own. */
const everyChange = ['cycle'];

/** Tests of one rule that try more in the level `attack` than for every change: see test/effort.ts. */
const thorough = [
  'contract/stores/contact-store',
  'lambda/adapters/graph/random-estates',
  'lambda/adapters/psa/every-system',
  'lambda/domain/password/password-distribution',
  'lambda/usecases/credential/vault-order.property',
  'lambda/usecases/tickets/every-psa',
];

export default {
  testTimeout: TEST_TIMEOUT_MS,
  // A worker that has become large collects garbage instead of testing: the model check took nine times as long in one.
  workerIdleMemoryLimit: '512MB',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{test,packages/*/test}/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: [
        '/test/attack/',
        '/test/browser/',
        '/test/crash/',
        `/test/workflow/(?!(${everyChange.join('|')})\\.test)`,
      ],
    },
    {
      ...base,
      displayName: 'workflow',
      testMatch: ['<rootDir>/test/workflow/*.test.ts'],
      testPathIgnorePatterns: everyChange.map((name) => `/test/workflow/${name}\\.test`),
    },
    {
      ...base,
      displayName: 'attack',
      globals: { triesAll: true },
      testMatch: ['<rootDir>/test/attack/*.test.ts', ...thorough.map((name) => `<rootDir>/test/${name}.test.ts`)],
    },
    /** No tests: `npm run fixtures` keeps what the release that is being made stores (docs/releasing.md). */
    { ...base, displayName: 'fixtures', testMatch: ['<rootDir>/test/kept/write-kept.ts'] },
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
