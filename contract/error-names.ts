/**
 * Names of the errors that workflows catch or retry by: a function's error name is its `error.name`. No workflow tells
 * the other errors apart, so they have no name here.
 */
export const errorName = {
  /** Graph asked to wait. Retried by the workflow. */
  graphThrottled: 'GraphThrottled',
  /** Graph did not answer, or with 5xx, on a call that changes nothing. Retried by the workflow. */
  graphUnavailable: 'GraphUnavailable',
  /** Entra's policy refused the very password: another one is staged, twice at most. */
  passwordRefused: 'PasswordRefused',
  /** Graph did not tell whether a reset took effect. Retried with the same value, then uncertain. */
  resetOutcomeUnknown: 'ResetOutcomeUnknown',
  /** The directory does not show the reset yet. Retried for minutes, then uncertain. */
  resetNotVisible: 'ResetNotVisible',
  /** Somebody else changed the row first. Retried. */
  staleState: 'StaleState',
  /** An approval was decided while its expiry was being recorded: the workflow reads the decision again. */
  alreadyDecided: 'AlreadyDecided',
} as const;
