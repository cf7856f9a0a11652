import type { FC } from 'hono/jsx';
import { hasEnded, type Rotation } from '../../domain/rotation/rotation.ts';
import { AccountName } from '../approvals/account-facts.tsx';
import { StatusTag } from '../cycles/status-tag.tsx';
import { statusWords, type Tone } from '../words.ts';
import type { DecidedAccount } from './decided-rotations.ts';

/** With more accounts than these, progress is told by numbers alone. */
const FEW = 25;

/** How far the accounts are, in numbers, and one by one where they are few. The script fetches this again while some are under way. */
export const Progress: FC<{ readonly decided: readonly DecidedAccount[] }> = ({ decided }) => {
  const rotations = decided.map(({ rotation }) => rotation);
  return (
    <div data-progress data-busy={rotations.filter((each) => !hasEnded(each)).length}>
      <p>
        {decided.length} decided.{' '}
        {countsOf(rotations).map(({ words, count, tone }) => (
          <>
            <span class={`tag ${tone}`}>
              {words}: {count}
            </span>{' '}
          </>
        ))}
      </p>
      {rotations.length > FEW ? null : (
        <ul class="accounts">
          {rotations.map(({ account, state }) => (
            <li class="row">
              <div>
                <AccountName account={account} />
              </div>
              <div>{waitsForSecond({ state }) ? WAITS_FOR_SECOND : <StatusTag status={state.status} />}</div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

const WAITS_FOR_SECOND = 'Waits for a second technician';

const waitsForSecond = ({ state }: Pick<Rotation, 'state'>) =>
  state.status === 'awaiting-approval' && state.first !== undefined;

interface Count {
  readonly words: string;
  readonly tone: Tone;
  readonly count: number;
}

function countsOf(rotations: readonly Rotation[]): readonly Count[] {
  const counts = new Map<string, Count>();
  for (const rotation of rotations) {
    const { text, tone } = statusWords[rotation.state.status];
    const words = waitsForSecond(rotation) ? WAITS_FOR_SECOND : text;
    counts.set(words, { words, tone, count: (counts.get(words)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count);
}
