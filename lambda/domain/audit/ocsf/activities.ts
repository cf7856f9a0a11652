import type { AuditAction } from '../audit-record.ts';

/** What an audit record is in OCSF 1.8.0 (schema.ocsf.io/1.8.0): class, and activity of that class. */
export interface Activity {
  /** 3001 Account Change: what happens to a password. 3002 Authentication. 6003 API Activity: what a person, or the outside, did or was told. */
  readonly class: 3001 | 3002 | 6003;
  readonly activity: number;
  /** The caption of the activity; where it is 99 (Other), a text of our own. */
  readonly name: string;
}

const reset: Activity = { class: 3001, activity: 4, name: 'Password Reset' };
const account = (name: string): Activity => ({ class: 3001, activity: 99, name });
const logon: Activity = { class: 3002, activity: 1, name: 'Logon' };
const api = (name: 'Create' | 'Read' | 'Update' | 'Delete'): Activity => ({
  class: 6003,
  activity: { Create: 1, Read: 2, Update: 3, Delete: 4 }[name],
  name,
});
/** No class of the three is about it: it is in the records, and in the other formats. */
const none = undefined;

/**
 * The one table of the mapping. A reset that the directory shows is the one Password Reset (300104) that succeeded; what Graph accepted
 * before is told as something else, so that a reset is counted once. Version 1.9 of OCSF replaces 3001 by 3007: here is where to change it.
 */
export const activities: Readonly<Record<AuditAction, Activity | undefined>> = {
  'reset.proven': reset,
  'reset.refused': reset,
  'reset.uncertain': reset,
  'reset.attempted': account('Password Reset Sent'),
  'trial.attempted': account('Password Reset Sent'),
  'trial.succeeded': account('Password Reset Tried'),
  'trial.failed': account('Password Reset Tried'),
  'reset.succeeded': account('Password Reset Accepted'),
  'credential.promoted': account('New Password Made Current'),
  'password.changed-elsewhere': account('Password Changed Elsewhere'),
  'rotation.resolved': account('Password Reset Resolved By A Person'),
  'tokens.revoked': account('Sign-in Sessions Ended'),
  'session.started': logon,
  'sign-in.refused': logon,
  'session.ended': { class: 3002, activity: 2, name: 'Logoff' },
  'approval.first': api('Update'),
  'approval.approved': api('Update'),
  'approval.withdrawn': api('Update'),
  'approval.rejected': api('Update'),
  'approval.refused': api('Update'),
  'link.revealed': api('Read'),
  'link.reported': api('Update'),
  'link.renewed': api('Create'),
  'link.renewal-asked': api('Create'),
  'link.handed-over': api('Update'),
  'link.refused': api('Read'),
  'credential.stored': api('Update'),
  'credential.read-outside': api('Read'),
  'credential.scheduled-for-deletion': api('Delete'),
  'vault.written': api('Update'),
  'vault.given-up': api('Update'),
  'rotation.requested': api('Create'),
  'rotation.reopened': api('Update'),
  'cycle.opened': api('Create'),
  'pause.set': api('Update'),
  'pause.ended': api('Update'),
  'hold.released': api('Update'),
  'contact.stopped': api('Update'),
  'command.refused': api('Update'),
  'form.refused': api('Update'),
  'messages.redriven': api('Update'),
  'estate.changed': api('Update'),
  'stack.deployed': api('Update'),
  'operator.proven': api('Read'),
  'audit.exported': api('Read'),
  'message.sent': api('Create'),
  'message.failed': api('Create'),
  'ticket.created': api('Create'),
  'ticket.noted': api('Update'),
  'ticket.raised': api('Update'),
  'ticket.closed': api('Update'),
  'cycle.closed': none,
  'cycle.sealed': none,
  'tenant.discovered': none,
  'tenant.closed': none,
  'tenant.failed': none,
  'tenant.left-out': none,
  'start.held': none,
  'account.discovered': none,
  'account.excluded': none,
  'approval.requested': none,
  'approval.reminded': none,
  'approval.expired': none,
  'credential.staged': none,
  'credential.kept': none,
  'credential.restored': none,
  'deletion.attempted': none,
  'link.created': none,
  'link.superseded': none,
  'vault.queued': none,
  'vault.checked': none,
  'break-glass.checked': none,
  'consent.checked': none,
  'rotation.closed': none,
  'rotation.settled': none,
  'contact.told': none,
  'mail.undelivered': none,
};
