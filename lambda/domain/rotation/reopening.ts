import { type DecidingEstate, decisionProblem, type NamedTenant } from './approval.ts';
import { confirm, dismiss, poll, reapply, reopen, settledFrom } from './protocol.ts';
import { isIn, type Rotation } from './rotation.ts';

/** What a person can request for a rotation that has failed or is uncertain. */
export const reopeningModes = ['retry', 'poll', 'works-new', 'works-old'] as const;
export type ReopeningMode = (typeof reopeningModes)[number];

/** What happens next: the account's workflow goes on from the state of the row, the directory is polled once, or nothing happens. */
export const nextOf = {
  retry: 'go-on',
  poll: 'poll',
  'works-new': 'go-on',
  'works-old': 'nothing',
} as const satisfies Readonly<Record<ReopeningMode, string>>;

/** What a person has asked for, or said, as the record of it says. */
export const modeWords: Readonly<Record<ReopeningMode, string>> = {
  retry: 'tried again',
  poll: 'the directory is polled once more',
  'works-new': 'a person has signed in with the new password',
  'works-old': 'a person has signed in with the old password',
};

/** The rotation as it is reopened; or why it is not, in a sentence for the person who asks. The sentence names no account. */
export type Reopening =
  | { readonly allowed: true; readonly to: Rotation }
  | { readonly allowed: false; readonly sentence: string };

/**
 * Whether a rotation may be reopened, and to which state. After a failure the approval stays valid until its deadline, or until it had to be
 * carried out (R1); an uncertain rotation is settled by a person who knows which password works, or applied again while its approval stands.
 */
export function reopening(
  rotation: Rotation,
  mode: ReopeningMode,
  tenant: NamedTenant,
  estate: DecidingEstate,
  now: Date,
): Reopening {
  if (mode === 'retry') return retry(rotation, tenant, estate, now);
  if (!isIn(rotation, 'uncertain')) {
    return no(`This rotation is ${rotation.state.status}: only an uncertain one can be resolved.`);
  }
  switch (mode) {
    case 'poll':
      return { allowed: true, to: poll(rotation) };
    case 'works-new':
      return { allowed: true, to: confirm(rotation) };
    case 'works-old': {
      const from = settledFrom(rotation.state);
      return now < from
        ? no(
            `A request may still take effect until ${from.toISOString()}: sign in with the old password after that, and say it then.`,
          )
        : { allowed: true, to: dismiss(rotation, modeWords['works-old']) };
    }
  }
}

function retry(rotation: Rotation, tenant: NamedTenant, estate: DecidingEstate, now: Date): Reopening {
  if (!(isIn(rotation, 'failed') || isIn(rotation, 'uncertain'))) {
    const { status } = rotation.state;
    const decided = status === 'rejected' || status === 'expired' || status === 'rotated';
    return no(
      `This rotation is ${status}: only a failed or an uncertain one can be retried.${decided ? ' `rotation start` begins a new one.' : ''}`,
    );
  }
  const instead = isIn(rotation, 'failed')
    ? '`rotation start` begins a new one, with an approval of its own.'
    : 'Find out which password works, and say so with `rotation resolve`.';
  const { decision } = rotation.state;
  if (decision === undefined) return no(`Nobody had approved this rotation. ${instead}`);
  if (now.getTime() >= Date.parse(validUntil(rotation))) {
    return no(`Its approval was valid until ${validUntil(rotation)}. ${instead}`);
  }
  const why = decisionProblem(decision, rotation, tenant, estate, now);
  if (why !== undefined) return no(`Its approval does not stand any more: ${why}. ${instead}`);
  return { allowed: true, to: isIn(rotation, 'uncertain') ? reapply(rotation) : reopen(rotation, decision) };
}

/** Until when a failed rotation may be retried with the approval that it has: ISO 8601, UTC. */
export const validUntil = ({ decideBefore, carryOutBefore }: Pick<Rotation, 'decideBefore' | 'carryOutBefore'>) =>
  carryOutBefore ?? decideBefore;

const no = (sentence: string): Reopening => ({ allowed: false, sentence });
