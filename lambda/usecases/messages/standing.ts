import type { Estate } from '../../../config/estate.ts';
import { type Pause, pausedBy } from '../../domain/rotation/pause.ts';
import type { Decision, Rotation } from '../../domain/rotation/rotation.ts';
import { statusWords } from '../../domain/rotation/status-words.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { carriedOutFromThere } from '../rotation/carry-out.ts';

/** What a rotation that has not ended may be waiting for. */
export interface Standing {
  readonly estate: Estate;
  /** Those that are on. */
  readonly pauses: readonly Pause[];
  readonly now: Date;
}

/** "approved by Ada Lindqvist", or by both who had to approve. */
export const approvedBy = ({ by, second }: Decision): string =>
  `approved by ${[by.name, ...(second === undefined ? [] : [second.by.name])].join(' and ')}`;

/** Where a rotation is that has not ended, and what it waits for. */
export function standingWords(rotation: Rotation, standing: Standing): string {
  const { state } = rotation;
  if (state.status === 'awaiting-approval')
    return state.first === undefined
      ? statusWords(state.status)
      : `${statusWords(state.status)}: approved by ${state.first.by.name}, and another technician must approve it too`;
  const decided = 'decision' in state && state.decision !== undefined ? `; ${approvedBy(state.decision)}` : '';
  return `${statusWords(state.status)}${decided}${state.status === 'approved' ? waitsFor(rotation, standing) : ''}`;
}

/** A pause stops an emergency too; a change window does not. */
function waitsFor(rotation: Rotation, { estate, pauses, now }: Standing): string {
  const pause = pausedBy(pauses, { ...rotation, class: rotation.account.class }, now);
  if (pause !== undefined)
    return `; paused since ${localTime(pause.since, estate.msp.timeZone)} by ${nameOf(pause)}: ${pause.reason}`;
  const wait = carriedOutFromThere(estate, rotation, now);
  return wait === undefined ? '' : `; waits for its change window, from ${wait.there} on`;
}

const nameOf = ({ by }: Pause): string => ('name' in by ? by.name : 'somebody who is not known');
