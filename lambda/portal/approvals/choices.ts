import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { oneLine } from '../../domain/text/printable.ts';
import type { Fields } from '../form-guard.ts';

/**
 * What a form of the approvals says. It names each account by tenant and account, never "all": only what a page showed can be chosen.
 *
 * | field | means |
 * |---|---|
 * | `decision.<tenant>.<account>` | `approve`, `second` (approve, knowing what the first technician said), `reject`, `later`, or `together` |
 * | `together.<tenant>` | the one answer for all accounts of the tenant whose field says `together` |
 * | `reason.<tenant>.<account>`, `reason.<tenant>` | the reason for one account, and for those that are asked together |
 * | `reason.approve`, `reason.reject` | the reason for all that have none of their own |
 */
export type Answer = 'approve' | 'reject';

/** What a technician chose for one account. */
export interface Choice {
  readonly tenantId: string;
  readonly accountId: string;
  readonly answer: Answer;
  /** Whether the page showed what the first of two technicians said. */
  readonly second: boolean;
  /** Whether it was asked about together with others of its tenant. */
  readonly together: boolean;
  /** Its own reason, or that of those asked about together, as typed; empty: none. */
  readonly reason: string;
}

export interface Choices {
  /** By `accountText`. An account that is not among them is left for later. */
  readonly byAccount: ReadonlyMap<string, Choice>;
  /** For all that have no reason of their own. */
  readonly reasonFor: Readonly<Record<Answer, string>>;
  /** Fields that would decide, but name no account as our pages do: somebody made them up. */
  readonly strange: number;
}

type AccountInTenant = Pick<RotationKey, 'tenantId' | 'accountId'>;

export const accountText = ({ tenantId, accountId }: AccountInTenant): string => `${tenantId}.${accountId}`;
export const decisionField = (account: AccountInTenant): string => `decision.${accountText(account)}`;
export const reasonField = (account: AccountInTenant): string => `reason.${accountText(account)}`;
export const togetherField = (tenantId: string): string => `together.${tenantId}`;
export const togetherReasonField = (tenantId: string): string => `reason.${tenantId}`;
export const reasonForManyField = (answer: Answer): string => `reason.${answer}`;

export const noChoices: Choices = {
  byAccount: new Map(),
  reasonFor: { approve: '', reject: '' },
  strange: 0,
};

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const decisionOf = new RegExp(`^decision\\.(${ID})\\.(${ID})$`);

/** Reads the choices of a form. Whether they are allowed, the estate and the tables say, never the form. */
export function choicesIn(form: Fields): Choices {
  const byAccount = new Map<string, Choice>();
  let strange = 0;
  for (const [name, value] of form) {
    if (!name.startsWith('decision.') || value === 'later') continue;
    const [, tenantId, accountId] = decisionOf.exec(name) ?? [];
    const given = value === 'together' && tenantId !== undefined ? form.get(togetherField(tenantId)) : value;
    if (tenantId === undefined || accountId === undefined) strange += 1;
    else if (given !== undefined && (isAnswer(given) || given === 'second')) {
      const account = { tenantId, accountId };
      const together = value === 'together';
      const answer = given === 'second' ? 'approve' : given;
      const reason = oneLine(form.get(together ? togetherReasonField(tenantId) : reasonField(account)) ?? '');
      byAccount.set(accountText(account), { ...account, answer, second: given === 'second', together, reason });
    }
  }
  const manyReason = (answer: Answer) => oneLine(form.get(reasonForManyField(answer)) ?? '');
  return { byAccount, strange, reasonFor: { approve: manyReason('approve'), reject: manyReason('reject') } };
}

const isAnswer = (text: string): text is Answer => text === 'approve' || text === 'reject';

/** The reason that is recorded with a choice; empty: none. */
export const reasonOf = ({ reason, answer }: Choice, { reasonFor }: Pick<Choices, 'reasonFor'>): string =>
  reason === '' ? reasonFor[answer] : reason;

export interface ChoiceProblem {
  /** Id of the field that puts it right. */
  readonly field: string;
  /** The account that it is about, or one of them; left out: several. */
  readonly account?: AccountInTenant;
  /** Whether it is about all that are asked about together. */
  readonly together?: boolean;
  readonly message: string;
}

const TOO_LONG = `Shorten the reason to ${LONGEST_REASON} characters.`;

/** What must be put right in a list of accounts, before the choices can be reviewed: once for each field that puts it right. */
export function problemsOf(choices: Choices): ChoiceProblem[] {
  const problems = [...choices.byAccount.values()].flatMap((choice): ChoiceProblem[] => {
    const field = choice.together ? togetherReasonField(choice.tenantId) : reasonField(choice);
    const problem = (message: string) => [{ field, account: choice, together: choice.together, message }];
    if (choice.reason.length > LONGEST_REASON) return problem(TOO_LONG);
    const why = choice.together ? 'Say why they are rejected.' : 'Say why it is rejected.';
    return choice.answer === 'reject' && reasonOf(choice, choices) === '' ? problem(why) : [];
  });
  return [...new Map(problems.map((each) => [each.field, each])).values()];
}

/** What must be put right in a review, before the choices can be confirmed: there, a reason can be given for all. */
export function problemsOfReview(choices: Choices): ChoiceProblem[] {
  const all = [...choices.byAccount.values()];
  return (['approve', 'reject'] as const).flatMap((answer): ChoiceProblem[] => {
    const field = reasonForManyField(answer);
    const these = all.filter((each) => each.answer === answer);
    if (these.some((each) => reasonOf(each, choices).length > LONGEST_REASON)) return [{ field, message: TOO_LONG }];
    const unexplained = answer === 'reject' && these.some((each) => reasonOf(each, choices) === '');
    return unexplained ? [{ field, message: 'Say why they are rejected.' }] : [];
  });
}

/** Some of the choices, with what holds for all. */
export const only = (choices: Choices, accounts: Iterable<string>): Choices => {
  const wanted = new Set(accounts);
  return { ...choices, byAccount: new Map([...choices.byAccount].filter(([account]) => wanted.has(account))) };
};

/** The fields that say these choices again: what a form holds in which they are not typed anew. */
export function fieldsOf({ byAccount, reasonFor }: Choices): readonly (readonly [name: string, value: string])[] {
  const ofAccounts = [...byAccount.values()].flatMap((choice): [string, string][] => [
    [decisionField(choice), choice.second ? 'second' : choice.answer],
    ...(choice.reason === '' ? [] : [[reasonField(choice), choice.reason] as [string, string]]),
  ]);
  const ofMany = (['approve', 'reject'] as const)
    .filter((answer) => reasonFor[answer] !== '')
    .map((answer): [string, string] => [reasonForManyField(answer), reasonFor[answer]]);
  return [...ofAccounts, ...ofMany];
}
