/**
 * Names of the errors that workflows catch or retry; the name of a function's error is its `error.name`. Workflows treat all
 * other errors alike, so those have no name here.
 */
export const errorName = {
  /** Graph asked to wait. Retried by the workflow. */
  graphThrottled: 'GraphThrottled',
  /** Graph did not answer, or with 5xx, on a call that changes nothing. Retried by the workflow. */
  graphUnavailable: 'GraphUnavailable',
  /** Entra's policy refused this password: another one is staged, twice at most. */
  passwordRefused: 'PasswordRefused',
  /** An approved reset must wait: it is paused, or the tenant's change window has closed. The workflow asks staging how long. */
  notNow: 'NotNow',
  /** It is not known whether a reset took effect. Retried with the same value; after the last try the rotation is uncertain. */
  resetOutcomeUnknown: 'ResetOutcomeUnknown',
  /** The directory does not show the reset yet. Retried for minutes; after the last try the rotation is uncertain. */
  resetNotVisible: 'ResetNotVisible',
  /** Code and estate are not of the same release: one of them is being deployed. Retried until the deployment is over. */
  unreadableEstate: 'UnreadableEstate',
  /** Another writer changed the row first. Retried. */
  staleState: 'StaleState',
  /** An approval was decided while its expiry was being recorded: the workflow reads the decision again. */
  alreadyDecided: 'AlreadyDecided',
} as const;

/** What a workflow tells the function that announces a cycle: the archive did not get in time what the seal must cover. */
export const NOT_ARCHIVED = 'NotArchived';

/** What workflows tell a function that closes a tenant or a rotation whose workflow could not be started. */
export const NOT_STARTED = 'NotStarted';
