import type { FC } from 'hono/jsx';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { AccountFactsLine, AccountName } from './account-facts.tsx';
import { Answers, ReasonField } from './choice-fields.tsx';
import {
  accountText,
  type ChoiceProblem,
  type Choices,
  decisionField,
  togetherField,
  togetherReasonField,
} from './choices.ts';
import { isAdministrator, type Question, type TenantApprovals } from './waiting-rotations.ts';

/**
 * Which accounts of a tenant are asked about together: all that this technician may approve alone and that are no Global Administrators,
 * where the estate says so. One of two persons always sees a question of its own.
 */
export const askedTogether = ({ tenant, open }: TenantApprovals): readonly Question[] => {
  const together = open.filter(
    (question) => !isAdministrator(question) && !question.twoPersons && question.first === undefined,
  );
  return tenant.askTogether && together.length > 1 ? together : [];
};

/** Part of the ids of its answers. */
export const togetherId = ({ tenantId }: TenantApprovals['tenant']): string => `together-${tenantId}`;

/** One question about several accounts of a tenant: the list is shown, and the form names each of them. */
export const TogetherFields: FC<{
  readonly tenant: TenantApprovals['tenant'];
  readonly questions: readonly Question[];
  readonly choices: Choices;
  readonly problem: ChoiceProblem | undefined;
}> = ({ tenant, questions, choices, problem }) => {
  const id = togetherId(tenant);
  const chosen = questions.map(({ rotation }) => choices.byAccount.get(accountText(rotation)));
  const reasons = new Set(chosen.map((each) => each?.reason ?? ''));
  return (
    <fieldset class="choice" aria-describedby={id} data-choice>
      <legend>
        All {questions.length} of <Foreign text={tenant.displayName} /> that are no Global Administrators
      </legend>
      <div id={id}>
        <p class="hint">One answer for all of these. Each is recorded by itself.</p>
        <ul class="accounts">
          {questions.map(({ rotation }) => (
            <li>
              <input type="hidden" name={decisionField(rotation)} value="together" />
              <AccountName account={rotation.account} />
              <AccountFactsLine account={rotation.account} id={`facts-${rotation.rotationId}`} />
            </li>
          ))}
        </ul>
      </div>
      <div>
        <Answers
          name={togetherField(tenant.tenantId)}
          id={id}
          approve="approve"
          chosen={chosen[0]?.answer}
          accounts={questions.length}
        />
        <ReasonField
          field={togetherReasonField(tenant.tenantId)}
          value={reasons.size === 1 ? ([...reasons][0] ?? '') : ''}
          problem={problem}
          about={counted(questions.length, 'account')}
        />
      </div>
    </fieldset>
  );
};
