import type { FC } from 'hono/jsx';
import { inclusionWords } from '../../domain/accounts/inclusion-words.ts';
import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import type { ChangedElsewhere } from '../../domain/credential/changed-elsewhere.ts';
import type { Retirement } from '../../domain/credential/retirement.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import type { Actor, Rotation } from '../../domain/rotation/rotation.ts';
import { counted } from '../../domain/text/counted.ts';
import { AccountActions } from '../actions/action-links.tsx';
import { CarriedOutFrom } from '../carried-out-from.tsx';
import { ReportLink } from '../credential/report-account.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { addressOf } from '../paging.tsx';
import { CsvLink } from '../tables/csv-link.tsx';
import { VaultSentence } from '../vault-sentence.tsx';
import type { Visitor } from '../visitor.ts';
import { statusWords } from '../words.ts';
import { actionWords } from './action-words.ts';
import { ChangedAccount } from './changed-notice.tsx';
import { StatusTag } from './status-tag.tsx';
import { tenantPath } from './tenant-path.ts';
import { timelinePath } from './timeline-path.ts';

export interface Timeline {
  readonly key: RotationKey;
  readonly tenantDisplayName: string;
  /** `undefined` for an account that was left out. */
  readonly rotation: Rotation | undefined;
  /** That the password of this rotation is to be deleted here. */
  readonly retirement: Retirement | undefined;
  /** That somebody else has changed the password of this rotation since. */
  readonly change: ChangedElsewhere | undefined;
  /** All records of this cycle, oldest first; and those of no cycle that came since. */
  readonly all: readonly AuditRecord[];
  /** Records of this cycle, oldest first: the newest, or those that were asked for. */
  readonly records: readonly AuditRecord[];
  /** How many records of this cycle come before these, and after them. */
  readonly recordsBefore: number;
  readonly recordsAfter: number;
  /** How many records the account's chain has in all. */
  readonly chainLength: number;
  /** A sentence for each thing that is wrong with the chain; empty when it is complete and unchanged. */
  readonly chainProblems: readonly string[];
}

export const timelinePage = (timeline: Timeline, visitor: Visitor): Page => {
  const { key, rotation, records, tenantDisplayName } = timeline;
  const name = rotation?.account.userPrincipalName ?? records.at(-1)?.userPrincipalName ?? key.accountId;
  return {
    title: `Timeline of ${name}`,
    body: (
      <>
        <p class="breadcrumb">
          <a href={`/cycles/${key.cycleId}`}>Cycle {key.cycleId}</a> <span aria-hidden="true">›</span>{' '}
          <a href={tenantPath(key)}>
            <Foreign text={tenantDisplayName} />
          </a>
        </p>
        <div class="head">
          <h1>
            <Foreign text={name} />
          </h1>
          {rotation === undefined ? null : <StatusTag status={rotation.state.status} />}
        </div>
        {rotation === undefined ? null : <p class="lead">{statusWords[rotation.state.status].meaning}</p>}
        {rotation === undefined ? null : <RotationFacts rotation={rotation} />}
        {rotation?.state.status === 'approved' ? <CarriedOutFrom rotation={rotation} /> : null}
        {timeline.change === undefined ? null : <ChangedAccount change={timeline.change} />}
        {rotation === undefined || visitor.role === 'auditor' ? null : (
          <>
            <AccountActions rotation={rotation} />
            <ReportLink rotation={rotation} />
          </>
        )}
        {timeline.retirement === undefined ? null : <RetirementNotice retirement={timeline.retirement} />}
        <ChainNotice timeline={timeline} />
        <section class="panel" aria-labelledby="records">
          <h2 id="records">What happened in this cycle</h2>
          {records.length === 0 ? <p>Nothing is recorded yet.</p> : null}
          <Elsewhere timeline={timeline} />
          <ol class="timeline">
            {records.map((record) => (
              <Entry record={record} />
            ))}
          </ol>
          {records.length === 0 ? null : <CsvLink to={timelinePath(key)} />}
        </section>
      </>
    ),
  };
};

/** Where the records are that do not stand here. */
const Elsewhere: FC<{ readonly timeline: Timeline }> = ({
  timeline: { key, records, recordsBefore, recordsAfter },
}) => (
  <>
    {recordsBefore === 0 ? null : (
      <p>
        <a href={addressOf(timelinePath(key), { before: String(records[0]?.sequence ?? 0) })}>
          {counted(recordsBefore, 'earlier record')}
        </a>
      </p>
    )}
    {recordsAfter === 0 ? null : (
      <p>
        {counted(recordsAfter, 'later record')}: <a href={timelinePath(key)}>show the newest</a>
      </p>
    )}
  </>
);

const RotationFacts: FC<{ readonly rotation: Rotation }> = ({ rotation: { account, decideBefore, vault } }) => (
  <dl class="pairs">
    <dt>Class</dt>
    <dd>{account.class === 'admin' ? 'Admin account' : 'Service account'}</dd>
    <dt>Why it is rotated</dt>
    <dd>
      <ForeignSentence text={account.reasons.map(inclusionWords).join('; ')} />
    </dd>
    <dt>Password before</dt>
    <dd>
      {account.passwordChangedAt === undefined ? (
        'age unknown'
      ) : (
        <>
          set <Instant at={account.passwordChangedAt} />
        </>
      )}
    </dd>
    <dt>Decide by</dt>
    <dd>
      <Instant at={decideBefore} />
    </dd>
    {vault === undefined ? null : (
      <>
        <dt>Vault</dt>
        <dd>
          <VaultSentence vault={vault} />
        </dd>
      </>
    )}
  </dl>
);

const RetirementNotice: FC<{ readonly retirement: Retirement }> = ({ retirement: { storedAt, dueAt } }) => (
  <p class="notice quiet">
    The password is in the vault since <Instant at={storedAt} />. The copy here is deleted after <Instant at={dueAt} />,
    unless a rotation of the account is under way or uncertain then, or a later one came.
  </p>
);

const ChainNotice: FC<{ readonly timeline: Timeline }> = ({ timeline: { chainProblems, chainLength } }) =>
  chainProblems.length === 0 ? (
    <p class="notice good">
      <strong>Chain verified.</strong> {counted(chainLength, 'record')} of this account, over all cycles: none is
      missing, none was changed.
    </p>
  ) : (
    <div class="notice bad">
      <p>
        <strong>The chain is broken.</strong> Tell the engineer who runs the deployment.
      </p>
      <ul>
        {chainProblems.map((problem) => (
          <li>
            <ForeignSentence text={problem} />
          </li>
        ))}
      </ul>
    </div>
  );

const Entry: FC<{ readonly record: AuditRecord }> = ({ record }) => (
  <li class={record.outcome}>
    <p>
      <strong>{actionWords[record.action]}</strong>
      {record.outcome === 'success' ? null : <span class="tag bad account-display">{record.outcome}</span>}
    </p>
    <p>
      <Instant at={record.time} relative /> · <Foreign text={actorWords(record.actor)} />
    </p>
    {record.reason === undefined ? null : (
      <p>
        <ForeignSentence text={reasonWords(record.reason)} />
      </p>
    )}
    <p class="hint">
      <ForeignSentence
        text={[...evidenceOf(record), `record ${record.sequence}, hash ${record.hash.slice(0, 12)}`].join(' · ')}
      />
    </p>
  </li>
);

const actorWords = (actor: Actor): string => (actor.kind === 'unknown' ? 'unknown' : actor.name);

function evidenceOf({ source, evidence, component }: AuditRecord): string[] {
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['function', component],
    ['from', source?.address],
    ['Graph request', evidence?.graphRequestId],
    ['credential version', evidence?.secretVersionId],
    ['link', evidence?.linkFingerprint],
    ['ticket', evidence?.ticket],
    ['message', evidence?.messageId],
    ['event of CloudTrail', evidence?.trailEventId],
    ['detail', evidence?.detail],
  ];
  return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
}
