/** Errors that stop a step. Workflows catch and retry by `name`, so a name is part of the interface (`contract/error-names.ts`). */

/** Graph asked to wait, for `retryAfterSeconds`; nothing was done. */
export class GraphThrottled extends Error {
  override readonly name = 'GraphThrottled';
  constructor(
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(`Graph asks to wait ${retryAfterSeconds} s`, options);
  }
}

/** Graph did not answer, or with 5xx, on a call that changes nothing. */
export class GraphUnavailable extends Error {
  override readonly name = 'GraphUnavailable';
}

/** The tenant as a whole cannot be rotated now; the message says why and what to do. */
export class TenantNotReady extends Error {
  override readonly name = 'TenantNotReady';
}

/** A guard refused the approval or the account. Nothing was changed. A workflow keeps the message alone, so that it begins with the code. */
export class RotationRefused extends Error {
  override readonly name = 'RotationRefused';
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(`${reason}: ${message}`);
  }
}

/** Graph refused the reset: nothing was applied. The message begins with the code. */
export class ResetRefused extends Error {
  override readonly name = 'ResetRefused';
  constructor(
    readonly code: string,
    message: string,
    readonly graphRequestId?: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** Entra's policy refused this password: nothing was applied, and the rotation is ready for another one. */
export class PasswordRefused extends Error {
  override readonly name = 'PasswordRefused';
}

/** An approved reset must wait: it is paused, or the tenant's change window has closed. Nothing was applied. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

/** It is not known whether a reset took effect: Graph gave no answer, or one that cannot be read. Both versions stay. */
export class ResetOutcomeUnknown extends Error {
  override readonly name = 'ResetOutcomeUnknown';
}

/** The directory does not show the reset yet. */
export class ResetNotVisible extends Error {
  override readonly name = 'ResetNotVisible';
}

/** An approval was decided while its expiry was being recorded. */
export class AlreadyDecided extends Error {
  override readonly name = 'AlreadyDecided';
}
