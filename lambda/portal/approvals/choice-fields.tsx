import type { FC } from 'hono/jsx';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { Foreign } from '../foreign.tsx';
import { AccountFacts, AccountName } from './account-facts.tsx';
import { type Answer, type ChoiceProblem, type Choices, choiceFor, decisionField, reasonField } from './choices.ts';

export const reasonId = (rotationId: string): string => `reason-${rotationId}`;

const answers: readonly { readonly answer: Answer; readonly label: string }[] = [
  { answer: 'approve', label: 'Approve' },
  { answer: 'reject', label: 'Reject' },
  { answer: 'later', label: 'Later' },
];

/** The question about one account. It starts at "later", so that a form that is sent unchanged approves nothing. */
export const ChoiceFields: FC<{
  readonly rotation: Rotation;
  readonly choices: Choices;
  readonly problem: ChoiceProblem | undefined;
}> = ({ rotation, choices, problem }) => {
  const { rotationId, account } = rotation;
  const chosen = choiceFor(choices, rotationId);
  const facts = `facts-${rotationId}`;
  return (
    <fieldset class="choice" aria-describedby={facts}>
      <legend>
        <AccountName account={account} />
      </legend>
      <AccountFacts account={account} id={facts} />
      <div>
        <div class="radios">
          {answers.map(({ answer, label }) => (
            <label>
              <input
                type="radio"
                id={`${answer}-${rotationId}`}
                name={decisionField(rotationId)}
                value={answer}
                checked={chosen.answer === answer}
              />
              {label}
            </label>
          ))}
        </div>
        <Reason rotationId={rotationId} name={account.userPrincipalName} value={chosen.reason} problem={problem} />
      </div>
    </fieldset>
  );
};

const Reason: FC<{
  readonly rotationId: string;
  readonly name: string;
  readonly value: string;
  readonly problem: ChoiceProblem | undefined;
}> = ({ rotationId, name, value, problem }) => {
  const id = reasonId(rotationId);
  return (
    <div class="reason">
      <label for={id}>
        Reason
        <span class="visually-hidden">
          {' '}
          for <Foreign text={name} />
        </span>
      </label>
      {problem === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          {problem.message}
        </p>
      )}
      <input
        type="text"
        id={id}
        name={reasonField(rotationId)}
        value={value}
        maxlength={LONGEST_REASON}
        autocomplete="off"
        aria-invalid={problem === undefined ? undefined : 'true'}
        aria-describedby={problem === undefined ? undefined : `${id}-error`}
      />
    </div>
  );
};
