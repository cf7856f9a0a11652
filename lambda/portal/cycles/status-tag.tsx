import type { FC } from 'hono/jsx';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import type { RotationStatus } from '../../domain/rotation/rotation.ts';
import { statusWords, tenantWords } from '../words.ts';

export const StatusTag: FC<{ readonly status: RotationStatus }> = ({ status }) => {
  const { text, tone } = statusWords[status];
  return <span class={`tag ${tone}`}>{text}</span>;
};

export const TenantTag: FC<{ readonly tenant: TenantInCycle; readonly dryRun: boolean }> = ({ tenant, dryRun }) => {
  const { text, tone } = tenantWords(tenant, dryRun);
  return <span class={`tag ${tone}`}>{text}</span>;
};

const CycleStatus: FC<{ readonly cycle: Cycle }> = ({ cycle: { status, failure } }) => {
  if (failure !== undefined) return <li class="tag bad">Failed</li>;
  return status === 'open' ? <li class="tag busy">Open</li> : <li class="tag quiet">Closed</li>;
};

export const CycleTags: FC<{ readonly cycle: Cycle }> = ({ cycle }) => (
  <ul class="tags">
    <CycleStatus cycle={cycle} />
    {cycle.emergency === true ? <li class="tag bad">Emergency</li> : null}
    {cycle.dryRun ? <li class="tag">Dry run: nothing is reset</li> : null}
    {cycle.requested === undefined ? null : <li class="tag">Started by hand</li>}
  </ul>
);

/** What the states that a page shows mean: closed until somebody asks. */
export const StatusMeanings: FC<{ readonly statuses: readonly RotationStatus[] }> = ({ statuses }) => {
  const shown = Object.entries(statusWords).filter(([status]) => statuses.some((each) => each === status));
  if (shown.length === 0) return null;
  return (
    <details class="meanings">
      <summary>What the states mean</summary>
      <dl class="pairs">
        {shown.map(([, { text, meaning }]) => (
          <>
            <dt>{text}</dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
    </details>
  );
};
