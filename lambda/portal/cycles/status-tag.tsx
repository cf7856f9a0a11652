import type { FC } from 'hono/jsx';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { RotationStatus } from '../../domain/rotation/rotation.ts';
import { statusWords } from '../words.ts';

export const StatusTag: FC<{ readonly status: RotationStatus }> = ({ status }) => {
  const { text, tone } = statusWords[status];
  return <span class={`tag ${tone}`}>{text}</span>;
};

export const CycleTags: FC<{ readonly cycle: Cycle }> = ({ cycle }) => (
  <ul class="tags">
    <li class={`tag ${cycle.status === 'open' ? 'busy' : 'quiet'}`}>{cycle.status === 'open' ? 'Open' : 'Closed'}</li>
    {cycle.dryRun ? <li class="tag">Dry run: nothing is reset</li> : null}
  </ul>
);
