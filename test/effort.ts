declare global {
  /** Set by jest.config.js for the level `attack`. */
  var triesAll: boolean | undefined;
}

/** How much is tried: less for every change (`npm test`), more in the level `attack`, which runs the same file. */
export const effort = <T>(everyChange: T, thorough: T): T => (globalThis.triesAll === true ? thorough : everyChange);
