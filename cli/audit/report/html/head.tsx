import type { CycleReport } from '../../../../lambda/domain/audit/report/cycle-report.ts';
import { actorWords } from '../../../../lambda/domain/audit/report/report-words.ts';
import type { EvidenceVerdict } from '../evidence-verdict.ts';
import { When, Words } from './cells.tsx';

const Opened = ({ cycle: { opened, emergency, dryRun } }: { cycle: CycleReport }) =>
  opened === undefined ? (
    <>not on record</>
  ) : (
    <>
      <When at={opened.at} />
      {opened.by.kind === 'system' ? (
        ', by its schedule'
      ) : (
        <>
          , by <Words of={actorWords(opened.by)} />
        </>
      )}
      {opened.reason === undefined ? (
        ''
      ) : (
        <>
          : “<Words of={opened.reason} />”
        </>
      )}
      {emergency ? <b> · emergency: two persons for each account</b> : ''}
      {dryRun ? <b> · dry run: nothing was asked or reset</b> : ''}
    </>
  );

const Closed = ({ cycle: { closed } }: { cycle: CycleReport }) =>
  closed === undefined ? (
    <span class="bad">not closed</span>
  ) : (
    <>
      <When at={closed.at} />
      {closed.failed ? (
        <span class="bad">
          {' failed'}
          {closed.reason === undefined ? (
            ''
          ) : (
            <>
              : <Words of={closed.reason} />
            </>
          )}
        </span>
      ) : (
        ''
      )}
    </>
  );

/** What cycle it is, of what moment the report is true, and whether its records are what was recorded. */
export const Head = ({ cycle, evidence, asOf }: { cycle: CycleReport; evidence: EvidenceVerdict; asOf: string }) => {
  const { checkpoint } = evidence;
  return (
    <>
      <p class={`verdict ${evidence.verified ? 'good' : 'bad'}`}>
        {evidence.verified ? 'Verified. ' : 'NOT verified. '}
        <Words of={evidence.verdict} />
      </p>
      {evidence.problems.map((each) => (
        <p class="bad">
          <Words of={each} />
        </p>
      ))}
      {evidence.problemCount > evidence.problems.length ? (
        <p class="bad">
          {evidence.problemCount - evidence.problems.length} further problems are told by rotation audit verify.
        </p>
      ) : (
        ''
      )}
      <dl>
        <dt>As of</dt>
        <dd>{asOf}, the time of the newest record. All times are UTC</dd>
        <dt>Cycle</dt>
        <dd>{cycle.cycleId}</dd>
        <dt>Opened</dt>
        <dd>
          <Opened cycle={cycle} />
        </dd>
        <dt>Closed</dt>
        <dd>
          <Closed cycle={cycle} />
        </dd>
        {cycle.opened?.estate === undefined ? (
          ''
        ) : (
          <>
            <dt>Configuration</dt>
            <dd>
              SHA-256 <span class="hash">{cycle.opened.estate}</span>, code{' '}
              <span class="hash">{cycle.opened.code}</span>
            </dd>
          </>
        )}
        {cycle.sealed?.checkpoint === undefined ? (
          ''
        ) : (
          <>
            <dt>Sealed with</dt>
            <dd>
              checkpoint <span class="hash">{cycle.sealed.checkpoint}</span>
            </dd>
          </>
        )}
        {checkpoint === undefined ? (
          ''
        ) : (
          <>
            <dt>Newest checkpoint</dt>
            <dd>
              number {checkpoint.number} of <When at={checkpoint.time} />: <span class="hash">{checkpoint.hash}</span>
            </dd>
            <dt>Signed by</dt>
            <dd>
              key <span class="hash">{checkpoint.key}</span>,{' '}
              {evidence.keyIsYours
                ? 'given by who made this report'
                : 'found beside the records: compare it with the fingerprint that you have from elsewhere'}
            </dd>
          </>
        )}
      </dl>
    </>
  );
};
