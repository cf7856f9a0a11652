import type { FC } from 'hono/jsx';
import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import { actionWords } from '../cycles/action-words.ts';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { CsvLink } from '../tables/csv-link.tsx';

export const accessPage = (records: readonly AuditRecord[]): Page => ({
  title: 'Refused and sign-ins',
  body: (
    <>
      <h1>Refused and sign-ins</h1>
      <p class="lead">What people were refused, and when technicians and auditors signed in and out, newest first.</p>
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
          <CsvLink to="/access" />
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
    <td data-label="Who">{'objectId' in record.actor ? record.actor.name : whoElse(record)}</td>
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
