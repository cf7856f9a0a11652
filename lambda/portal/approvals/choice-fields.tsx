import type { Child, FC } from 'hono/jsx';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import { Foreign } from '../foreign.tsx';
import { AccountFacts, AccountName } from './account-facts.tsx';
import { accountText, type ChoiceProblem, type Choices, decisionField, reasonField } from './choices.ts';
import { FirstVote, NeedsTwo } from './first-vote.tsx';
import type { Question } from './waiting-rotations.ts';

/** The question about one account. No answer is chosen before, so that a form that is sent unchanged decides nothing. */
export const ChoiceFields: FC<{
  readonly question: Question;
  readonly choices: Choices;
  readonly problem: ChoiceProblem | undefined;
}> = ({ question, choices, problem }) => {
  const { rotation, first } = question;
  const { rotationId, account } = rotation;
  const chosen = choices.byAccount.get(accountText(rotation));
  const facts = `facts-${rotationId}`;
  return (
    <fieldset class="choice" aria-describedby={facts} data-choice>
      <legend>
        <AccountName account={account} />
      </legend>
      <div>
        <AccountFacts account={account} id={facts} twoPersons={question.twoPersons} />
        <NeedsTwo question={question} />
        <FirstVote vote={first} />
      </div>
      <div>
        <Answers
          name={decisionField(rotation)}
          id={rotationId}
          approve={first === undefined ? 'approve' : 'second'}
          chosen={chosen?.answer}
        />
        <ReasonField
          field={reasonField(rotation)}
          value={chosen?.reason ?? ''}
          problem={problem}
          about={<Foreign text={account.userPrincipalName} />}
        />
      </div>
    </fieldset>
  );
};

/** Approve, reject or later. */
export const Answers: FC<{
  readonly name: string;
  readonly id: string;
  /** What the form says for "approve". */
  readonly approve: 'approve' | 'second';
  readonly chosen: 'approve' | 'reject' | undefined;
  /** How many accounts one answer is for. */
  readonly accounts?: number;
}> = ({ name, id, approve, chosen, accounts = 1 }) => (
  <div class="radios">
    {(
      [
        ['approve', approve, approve === 'second' ? 'Approve as second' : 'Approve'],
        ['reject', 'reject', 'Reject'],
        ['later', 'later', 'Later'],
      ] as const
    ).map(([answer, value, label]) => (
      <label>
        <input
          type="radio"
          id={`${answer}-${id}`}
          name={name}
          value={value}
          checked={(chosen ?? 'later') === answer}
          data-answer={answer}
          data-accounts={accounts === 1 ? undefined : accounts}
        />
        {label}
      </label>
    ))}
  </div>
);

export const ReasonField: FC<{
  /** Name and id of the field. */
  readonly field: string;
  readonly value: string;
  readonly problem?: ChoiceProblem | undefined;
  /** What the label says to those who do not see where it stands. */
  readonly about: Child;
  readonly label?: string;
}> = ({ field, value, problem, about, label = 'Reason' }) => (
  <div class="reason">
    <label for={field}>
      {label}
      <span class="visually-hidden"> for {about}</span>
    </label>
    {problem === undefined ? null : (
      <p class="field-error" id={`${field}-error`}>
        {problem.message}
      </p>
    )}
    <input
      type="text"
      id={field}
      name={field}
      value={value}
      maxlength={LONGEST_REASON}
      autocomplete="off"
      aria-invalid={problem === undefined ? undefined : 'true'}
      aria-describedby={problem === undefined ? undefined : `${field}-error`}
    />
  </div>
);
