import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { ChoiceProblem, Choices } from './choices.ts';
import type { Filter } from './filter.ts';
import type { CycleApprovals, TenantApprovals } from './waiting-rotations.ts';

/** What the page of approvals is made from. */
export interface ApprovalsView {
  readonly approvals: CycleApprovals;
  readonly filter: Filter;
  /** What the filter lets through. */
  readonly found: readonly TenantApprovals[];
  /** Rotations that wait no more, where the filter asks for them. */
  readonly decided: readonly Rotation[];
  /** Which part of a long list is shown, from 1. */
  readonly part: number;
  readonly csrfToken: string;
  readonly choices?: Choices;
  readonly problems?: readonly ChoiceProblem[];
  /** Whether the form was sent without a single decision. */
  readonly nothingChosen?: boolean;
}
