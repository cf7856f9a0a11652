import type { FC } from 'hono/jsx';
import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import { actionWords } from '../cycles/action-words.ts';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';

export const accessPage = (records: readonly AuditRecord[]): Page => ({
  title: 'Refused and sign-ins',
  body: (
    <>
      <h1>Refused and sign-ins</h1>
      <p class="lead">What people were refused, and when technicians signed in and out, newest first.</p>
      {records.length === 0 ? (
        <p>Nothing is recorded yet.</p>
      ) : (
        <div class="panel">
          <table class="stacked">
            <caption class="visually-hidden">Refusals and sign-ins, newest first</caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">From</th>
                <th scope="col">About</th>
              </tr>
            </thead>
            <tbody>
              {records.map((record) => (
                <Row record={record} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  ),
});

const Row: FC<{ readonly record: AuditRecord }> = ({ record }) => (
  <tr>
    <th scope="row">
      {record.times === undefined ? '' : `${record.times} × `}
      {actionWords[record.action]}
      {record.reason === undefined ? null : <span class="hint"> {reasonWords(record.reason)}</span>}
    </th>
    <td data-label="When">
      <Instant at={record.time} />
    </td>
    <td data-label="Who">{record.actor.kind === 'technician' ? record.actor.name : whoElse(record)}</td>
    <td data-label="From">{record.source?.address ?? 'counted'}</td>
    <td data-label="About">
      {record.userPrincipalName ??
        (record.evidence?.linkFingerprint === undefined
          ? (record.evidence?.detail ?? '')
          : `link ${record.evidence.linkFingerprint}`)}
    </td>
  </tr>
);

const whoElse = ({ accessOf }: AuditRecord): string =>
  accessOf === undefined || accessOf === 'strangers' ? 'not known' : `technician ${accessOf}`;

const words: Readonly<Record<string, string>> = {
  'other-tenant': 'of a tenant that is not theirs',
  'own-account': 'about an own account',
  'too-late': 'after the deadline',
  decided: 'decided already',
  'no-such-approvals': 'no such approvals',
  'not-offered': 'about what was not offered',
  'under-way': 'under way already',
  starting: 'being started already',
  'of-today': 'started today already',
  'no-schedule': 'no schedule for such accounts',
  'nothing-to-retry': 'nothing to retry',
  forged: 'not made by us',
  'forged-or-expired': 'not made by us, or expired',
  unknown: 'does not exist any more',
  foreign: "somebody else's",
  'no-reveal': 'nothing left to show',
  'no-renew': 'no further link',
  'no-stored': 'nothing to confirm',
  'no-report': 'nothing to report',
  'not-signed-in': 'not signed in',
  'foreign-origin': 'sent from another site',
  'not-a-form': 'was not a form',
  'wrong-token': 'of another session',
  'too-large': 'was too large',
  'old-sign-in': 'the sign-in was too old or too weak',
  'not-started-here': 'not started in this browser, used before, or too old',
  'microsoft-refused': 'by Microsoft',
  'invalid-response': "Microsoft's answer did not hold",
  guest: 'a guest of the home tenant',
  'not-a-technician': 'not a technician here',
  'account-unknown': 'not said whether a member or a guest of the home tenant',
  'time-unknown': 'not said when the person signed in',
  'too-old': 'the sign-in at Microsoft was too old',
  'context-missing': 'without the authentication context',
};

/** A code that has no words here is shown as it is: codes are ours. */
const reasonWords = (reason: string): string => words[reason] ?? reason;
