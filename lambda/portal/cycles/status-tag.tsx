import type { FC } from 'hono/jsx';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { RotationStatus } from '../../domain/rotation/rotation.ts';
import { statusWords } from '../words.ts';

export const StatusTag: FC<{ readonly status: RotationStatus }> = ({ status }) => {
  const { text, tone } = statusWords[status];
  return <span class={`tag ${tone}`}>{text}</span>;
};

const CycleStatus: FC<{ readonly cycle: Cycle }> = ({ cycle: { status, failure } }) => {
  if (failure !== undefined) return <li class="tag bad">Failed</li>;
  return status === 'open' ? <li class="tag busy">Open</li> : <li class="tag quiet">Closed</li>;
};

export const CycleTags: FC<{ readonly cycle: Cycle }> = ({ cycle }) => (
  <ul class="tags">
    <CycleStatus cycle={cycle} />
    {cycle.dryRun ? <li class="tag">Dry run: nothing is reset</li> : null}
  </ul>
);
