import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { whyExcluded } from '../../domain/accounts/exclusion-reasons.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import { stepAfter } from '../../domain/rotation/next-step.ts';
import { hasEnded, type Rotation } from '../../domain/rotation/rotation.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { printable } from '../../domain/text/printable.ts';
import { approvedBy, type Standing, standingWords } from './standing.ts';

/** Rotations by how they ended, one line each: what a person must look at comes first. */
export interface OutcomeSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What to do about a failure, where its reason tells. */
function nextOf(reason: string): string {
  const next = stepAfter(reason);
  return next === undefined ? '' : ` ${next.sentence}`;
}

/** Accounts that nobody may decide about, one line each. */
export const undecidableLines = (exclusions: readonly ExcludedAccount[]): readonly string[] =>
  exclusions.flatMap(({ reason, userPrincipalName, class: own, details }) =>
    reason === 'nobody-may-decide' ? [printable(`${userPrincipalName} (${own}): ${whyExcluded(reason, details)}`)] : [],
  );

export function outcomeSections(rotations: readonly Rotation[], standing: Standing): readonly OutcomeSection[] {
  const { timeZone } = standing.estate.msp;
  const section = (title: string, line: (rotation: Rotation) => string | undefined): OutcomeSection => ({
    title,
    lines: rotations.flatMap((rotation) => {
      const text = line(rotation);
      if (text === undefined) return [];
      return [printable(`${rotation.account.userPrincipalName} (${rotation.account.class}): ${text}`)];
    }),
  });
  const at = (instant: string) => localTime(instant, timeZone);
  return [
    section('Uncertain, look at these now', ({ state }) =>
      state.status === 'uncertain' ? `${reasonWords(state.reason)}; ${approvedBy(state.decision)}` : undefined,
    ),
    section('Failed, password unchanged', ({ state }) =>
      state.status === 'failed'
        ? `${reasonWords(state.reason)}${nextOf(state.reason)}${state.decision === undefined ? '' : `; ${approvedBy(state.decision)}`}`
        : undefined,
    ),
    section('Not finished', (rotation) => (hasEnded(rotation) ? undefined : standingWords(rotation, standing))),
    section('Nobody decided in time', ({ state, decideBefore }) =>
      state.status === 'expired' ? `until ${at(decideBefore)}, so nothing was reset` : undefined,
    ),
    section('Rejected', ({ state }) =>
      state.status === 'rejected'
        ? `by ${state.decision.by.name}${state.decision.reason === undefined ? '' : `: ${state.decision.reason}`}`
        : undefined,
    ),
    section('Rotated', ({ state }) =>
      state.status === 'rotated'
        ? `${at(state.passwordChangedAt)}, ${approvedBy(state.decision)} ${at((state.decision.second ?? state.decision).at)}`
        : undefined,
    ),
  ].filter(({ lines }) => lines.length > 0);
}
