import jest from './jest.config.js';

/**
 * Mutation tests of the domain's rules: a change of meaning that no test notices shows a rule that no test holds. They are run by the
 * domain's own tests, which are quick; what only a use case would notice counts as unnoticed.
 */

const { displayName: _, ...unit } = jest.projects.find((project) => project.displayName === 'unit');

// Tests of properties try fewer cases for each of a thousand mutants than `npm test` tries once.
process.env.PROPERTY_RUNS = '50';

/**
 * What decides whether an account is touched, how a rotation goes on, and whether a chain of records is whole. Continuous integration has
 * minutes for these; `MUTATE=all` takes the whole domain, which is hours.
 */
const decisive = [
  'lambda/domain/accounts/never-rotate.ts',
  'lambda/domain/audit/audit-chain.ts',
  'lambda/domain/rotation/protocol.ts',
];
const all = ['lambda/domain/**/*.ts', '!lambda/domain/password/eff-large-wordlist.ts'];

export default {
  mutate: process.env.MUTATE === 'all' ? all : decisive,
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  // What is evaluated when a module is loaded (lists of roles, schemas) would run every test for each of some 430 mutants: an hour.
  // The lists are held by test/contract/microsoft-graph.test.ts, the schemas by what is written and read (round-trips.property.test.ts).
  ignoreStatic: true,
  jest: {
    projectType: 'custom',
    config: {
      ...unit,
      // No other folder, so that finding the tests of a mutant is quick: tests of the domain import nothing else of the product.
      roots: ['<rootDir>/lambda/domain', '<rootDir>/test/lambda/domain'],
      testMatch: ['<rootDir>/test/lambda/domain/**/*.test.ts'],
      // Minutes of statistics about the random source: they say nothing that the tests beside them do not say about the code.
      testPathIgnorePatterns: ['password-distribution'],
      setupFiles: ['<rootDir>/test/mutation/fixed-properties.ts'],
    },
  },
  concurrency: 2,
  thresholds: { high: 95, low: 90, break: 90 },
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, reportTests: false, skipFull: false },
  tempDirName: '.stryker-tmp',
  incrementalFile: '.stryker-tmp/incremental.json',
  // What the run copies. Without tsconfig.json: Stryker reads it by an interface that TypeScript 7 does not have.
  ignorePatterns: ['/*', '!/package.json', '!/lambda', '!/test'],
  disableTypeChecks: false, // swc looks at no types
};
