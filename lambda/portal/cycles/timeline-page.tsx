import type { FC } from 'hono/jsx';
import { inclusionWords } from '../../domain/accounts/inclusion-words.ts';
import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import type { Retirement } from '../../domain/credential/retirement.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import type { Actor, Rotation } from '../../domain/rotation/rotation.ts';
import { counted } from '../../domain/text/counted.ts';
import { AccountActions } from '../actions/action-links.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { actionWords } from './action-words.ts';
import { StatusTag } from './status-tag.tsx';

export interface Timeline {
  readonly key: RotationKey;
  readonly tenantDisplayName: string;
  /** `undefined` for an account that was left out. */
  readonly rotation: Rotation | undefined;
  /** That the password of this rotation is to be deleted here. */
  readonly retirement: Retirement | undefined;
  /** The records of this cycle, oldest first. */
  readonly records: readonly AuditRecord[];
  /** How many records the account's chain has in all. */
  readonly chainLength: number;
  /** A sentence for each thing that is wrong with the chain; empty when it is complete and unchanged. */
  readonly chainProblems: readonly string[];
}

export const timelinePage = (timeline: Timeline): Page => {
  const { key, rotation, records, tenantDisplayName } = timeline;
  const name = rotation?.account.userPrincipalName ?? records.at(-1)?.userPrincipalName ?? key.accountId;
  return {
    title: `Timeline of ${name}`,
    body: (
      <>
        <p class="breadcrumb">
          <a href={`/cycles/${key.cycleId}`}>Cycle {key.cycleId}</a>
        </p>
        <div class="head">
          <h1>
            <Foreign text={name} />
          </h1>
          {rotation === undefined ? null : <StatusTag status={rotation.state.status} />}
        </div>
        <p class="lead">
          <Foreign text={tenantDisplayName} />
        </p>
        {rotation === undefined ? null : <RotationFacts rotation={rotation} />}
        {rotation === undefined ? null : <AccountActions rotation={rotation} />}
        {timeline.retirement === undefined ? null : <RetirementNotice retirement={timeline.retirement} />}
        <ChainNotice timeline={timeline} />
        <section class="panel" aria-labelledby="records">
          <h2 id="records">What happened in this cycle</h2>
          {records.length === 0 ? <p>Nothing is recorded yet.</p> : null}
          <ol class="timeline">
            {records.map((record) => (
              <Entry record={record} />
            ))}
          </ol>
        </section>
      </>
    ),
  };
};

const RotationFacts: FC<{ readonly rotation: Rotation }> = ({ rotation: { account, decideBefore } }) => (
  <dl class="pairs">
    <dt>Class</dt>
    <dd>{account.class}</dd>
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
        <ForeignSentence text={record.reason} />
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
    ['detail', evidence?.detail],
  ];
  return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
}
