import type { FC } from 'hono/jsx';
import type { RotationStatus } from '../../domain/rotation/rotation.ts';
import { finalStatuses } from '../../domain/rotation/rotation.ts';
import type { AccountInCycle } from './cycle-overview.ts';

const isDone = (status: RotationStatus): boolean => finalStatuses.some((final) => final === status);

/** How many accounts have which status. A number that is bad news is coloured only where it is not zero. */
export const CycleNumbers: FC<{ readonly accounts: readonly AccountInCycle[] }> = ({ accounts }) => {
  const count = (test: (account: AccountInCycle) => boolean) => accounts.filter(test).length;
  const withStatus = (wanted: RotationStatus) => count(({ rotation }) => rotation.state.status === wanted);
  const waiting = withStatus('awaiting-approval');
  if (accounts.length === 0) return null;
  return (
    <dl class="numbers" aria-label="Accounts of your tenants">
      <Figure name="Uncertain" value={withStatus('uncertain')} tone="bad" />
      <Figure name="Failed" value={withStatus('failed')} tone="bad" />
      <Figure name="Waiting for a decision" value={waiting} />
      <Figure name="Under way" value={count(({ rotation }) => !isDone(rotation.state.status)) - waiting} />
      <Figure name="Rotated" value={withStatus('rotated')} tone="good" />
      <Figure name="Rejected" value={withStatus('rejected')} />
      <Figure name="Expired" value={withStatus('expired')} />
      <Figure name="Passwords collected" value={count(({ collection }) => collection === 'collected')} />
      <Figure name="Not collected yet" value={count(({ collection }) => collection === 'not-collected')} />
    </dl>
  );
};

const Figure: FC<{ readonly name: string; readonly value: number; readonly tone?: 'good' | 'bad' }> = ({
  name,
  value,
  tone,
}) => (
  <div class={value > 0 ? tone : undefined}>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
