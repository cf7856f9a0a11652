import type { FC } from 'hono/jsx';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import type { InState } from '../../domain/rotation/rotation.ts';
import { RUNBOOK_CHAPTER, uncertainGuidance } from '../../usecases/rotation/uncertain-guidance.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';

/** What is known about an uncertain rotation, and exactly what to do. Nothing here acts: resolving is for the command line. */
export const UncertainNotice: FC<{ readonly rotation: InState<'uncertain'>; readonly tenantName: string }> = ({
  rotation,
  tenantName,
}) => {
  const { known, steps } = uncertainGuidance(rotation, tenantName);
  return (
    <div class="notice bad">
      <p>
        <strong>
          Nobody knows which password <Foreign text={rotation.account.userPrincipalName} /> has.
        </strong>{' '}
        <ForeignSentence text={reasonWords(rotation.state.reason)} />
      </p>
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
    </div>
  );
};
