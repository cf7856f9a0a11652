import type { FC } from 'hono/jsx';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import type { InState } from '../../domain/rotation/rotation.ts';
import { RUNBOOK_CHAPTER, uncertainGuidance } from '../../usecases/rotation/uncertain-guidance.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';

/** What is known about an uncertain rotation, and exactly what to do. Nothing here acts: resolving is for the command line. */
export const UncertainNotice: FC<{
  readonly rotation: InState<'uncertain'>;
  readonly tenantName: string;
  /** Whether all of it is seen at once, and not its first line alone. */
  readonly open: boolean;
}> = ({ rotation, tenantName, open }) => {
  const { known, steps } = uncertainGuidance(rotation, tenantName);
  return (
    <details class="notice bad" open={open}>
      <summary>
        <strong>
          Nobody knows which password <Foreign text={rotation.account.userPrincipalName} /> has.
        </strong>{' '}
        Why: <ForeignSentence text={reasonWords(rotation.state.reason)} />.
        <span class="as-link">What is known, and what to do</span>
      </summary>
      <ul>
        {known.map((each) => (
          <li>
            <ForeignSentence text={each} />
          </li>
        ))}
      </ul>
      <p>What to do ({RUNBOOK_CHAPTER}):</p>
      <ol>
        {steps.map(({ text, command }) => (
          <li>
            {text}: <code>{command}</code>
          </li>
        ))}
      </ol>
    </details>
  );
};
