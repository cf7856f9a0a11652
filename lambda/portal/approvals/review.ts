import { accountText, type Choice, type Choices, noChoices, only } from './choices.ts';
import type { Filter } from './filter.ts';
import { type CycleApprovals, openQuestions, type Question, type TenantApprovals } from './waiting-rotations.ts';

/**
 * How many accounts one review shows. With 5,000 the page is 2 MB, of the 6 MB that an answer of Lambda may have, and the form that comes
 * back 0.5 MB.
 */
export const MOST_REVIEWED = 5_000;

/** One account, and what is to be recorded about it. */
export interface ReviewedChoice {
  readonly question: Question;
  readonly choice: Choice;
}

export interface ReviewedTenant {
  readonly tenant: Question['tenant'];
  readonly chosen: readonly ReviewedChoice[];
}

/** Choices beside the accounts that they are about, before they count. */
export interface Review {
  readonly cycleId: string;
  readonly emergency: boolean;
  readonly filter: Filter;
  readonly choices: Choices;
  readonly tenants: readonly ReviewedTenant[];
  /** How many choices are about accounts that do not wait for this technician any more, or never did. */
  readonly gone: number;
  /** How many accounts were left out because there are more than a review shows. */
  readonly more: number;
}

/** Beside each choice its account, where that still waits for this technician. */
export function reviewOf(approvals: CycleApprovals, filter: Filter, choices: Choices): Review {
  const tenants = approvals.tenants
    .map(({ tenant, open }) => ({
      tenant,
      chosen: open.flatMap((question): ReviewedChoice[] => {
        const choice = choices.byAccount.get(accountText(question.rotation));
        // The review shows what the first of two has said, so who confirms it has seen that.
        const second = choice?.answer === 'approve' && question.first !== undefined;
        return choice === undefined ? [] : [{ question, choice: { ...choice, second } }];
      }),
    }))
    .filter(({ chosen }) => chosen.length > 0);
  const found = tenants.flatMap(({ chosen }) => chosen.map(({ choice }) => accountText(choice)));
  return {
    cycleId: approvals.cycle.cycleId,
    emergency: approvals.cycle.emergency === true,
    filter,
    tenants,
    choices: only(choices, found),
    gone: choices.byAccount.size - found.length,
    more: 0,
  };
}

const untyped = { second: false, together: false, reason: '' } as const;

/** One answer for all that are listed, of which the technician then takes exceptions. */
export function reviewOfAll(
  approvals: CycleApprovals,
  found: readonly TenantApprovals[],
  filter: Filter,
  answer: 'approve' | 'reject',
): Review {
  const listed = openQuestions(found);
  const chosen = listed
    .slice(0, MOST_REVIEWED)
    .map(({ rotation: { tenantId, accountId } }) => ({ tenantId, accountId, answer, ...untyped }));
  const byAccount = new Map(chosen.map((each) => [accountText(each), each]));
  return {
    ...reviewOf(approvals, filter, { ...noChoices, byAccount }),
    more: listed.length - chosen.length,
  };
}
