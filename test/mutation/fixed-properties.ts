import * as fc from 'fast-check';

/** Loaded before each file of tests in a mutation run: what a mutant's fate is must not depend on chance. */
fc.configureGlobal({ seed: 20_261_207 });
