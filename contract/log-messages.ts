/** Messages that functions log and alarms count. They name no account: the alert and the ticket do that. */
export const UNCERTAIN_ROTATION = 'uncertain-rotation';
export const TENANT_NOT_STARTED = 'tenant-not-started';
/** One thing was refused to one visitor, or to strangers, many times within ten minutes. */
export const MANY_REFUSED = 'many-refused';
/** A mail to the team is lost. */
export const TEAM_MAIL_LOST = 'team-mail-lost';

/** A new password has waited for the vault for an hour. */
export const VAULT_WAITS = 'a password waits for the vault';

/** A ticket has waited for two hours. */
export const TICKETS_WAIT = 'a ticket waits for the PSA';

/** A webhook will never take an event. */
export const EVENT_REFUSED = 'an event was refused by the webhook';

/** What the archive holds of a chain of audit records does not fit, or lacks a part. */
export const CHAIN_DOES_NOT_FIT = 'a chain of audit records does not fit';

/** The audit table has records that the archive should have had long ago. */
export const ARCHIVE_IS_BEHIND = 'the archive is behind';

/** The bucket of another account could not be given a checkpoint. */
export const WITNESS_LACKS = 'the witness lacks checkpoints';

/** The bucket of another account holds another checkpoint than we do, or one that we do not have. */
export const WITNESS_DIFFERS = 'the witness has other checkpoints';

/** CloudTrail shows that somebody read a password outside of the product, changed what protects it, or claimed to be somebody else. */
export const REACHED_PAST = 'somebody reached past the product';

/** Somebody has changed or removed a row of the audit table, or has added one that is no audit record. */
export const AUDIT_TABLE_TOUCHED = 'the audit table was touched';

/** Many tenants have begun to fail in one look at all of them. */
export const MANY_TENANTS_FAIL = 'many tenants fail';

/** The certificate by which the reader app signs in ends soon. */
export const READER_CERTIFICATE_ENDS = 'the reader certificate ends';
