import { reapply, reopen } from '../../../lambda/domain/rotation/protocol.ts';
import {
  type InState,
  isIn,
  type Outcome,
  type Rotation,
  type Vote,
} from '../../../lambda/domain/rotation/rotation.ts';
import { mayArrive, type Password, type World } from './world.ts';

/** The decisions by which the product keeps its rules, so that each may be made wrongly. */
export interface Behaviour {
  /** A refusal proves that nothing was applied. @param first  whether no attempt was on record before the refused one */
  mayWithdraw(first: boolean): boolean;
  passwordToSend(stored: Password): Password;
  freesAccount(outcome: Outcome): boolean;
  /** Whether to believe a person who says that the old password works. */
  believesOld(world: World): boolean;
  /** How an uncertain rotation is tried again. */
  tryAgain(rotation: InState<'uncertain'>): Rotation;
  isOurs(change: 'ours' | 'somebody-elses'): boolean;
  /** Whether a label moves only from where it was when it was read. */
  comparesLabels(): boolean;
  /** Whether an approval is the second one, after the first. */
  isSecond(first: Vote, vote: Vote): boolean;
  /** Whether an approval may be taken back. */
  mayTakeBack(row: Rotation): boolean;
  /** Whether a password counts as staged only if the row is as it was when it was read. */
  comparesRow(): boolean;
  /** Whether who recorded an uncertain outcome has the directory polled. */
  polls(): boolean;
}

export const right: Behaviour = {
  mayWithdraw: (first) => first,
  passwordToSend: (stored) => stored,
  freesAccount: (outcome) => outcome !== 'uncertain',
  believesOld: (world) => !mayArrive(world),
  tryAgain: reapply,
  isOurs: (change) => change === 'ours',
  comparesLabels: () => true,
  isSecond: (first, vote) => first.by.objectId !== vote.by.objectId,
  mayTakeBack: (row) => isIn(row, 'approved') || (isIn(row, 'awaiting-approval') && row.state.first !== undefined),
  comparesRow: () => true,
  polls: () => true,
};

/** A product that is wrong in one place, to see whether the check would notice. */
export const mistakes = {
  'withdraws after any attempt': { mayWithdraw: () => true },
  'applies without having stored': { passwordToSend: () => 'never-stored' },
  'frees the account of an uncertain rotation': { freesAccount: () => true },
  'believes at once that the old password works': { believesOld: () => true },
  'tries an uncertain rotation again with another password': {
    tryAgain: (rotation) => reopen({ ...rotation, state: { status: 'failed', reason: '' } }, rotation.state.decision),
  },
  'takes any change for its own': { isOurs: () => true },
  'moves the label from wherever it is': { comparesLabels: () => false },
  'forgets to poll for an uncertain rotation': { polls: () => false },
  'takes one technician for two': { isSecond: () => true },
  'takes an approval back while the reset is under way': {
    mayTakeBack: (row) => isIn(row, 'approved', 'staged', 'maybe-applied'),
  },
  'stages a password although its approval was taken back meanwhile': { comparesRow: () => false },
} as const satisfies Readonly<Record<string, Partial<Behaviour>>>;

export type Mistake = keyof typeof mistakes;

export const behaviourWith = (mistake: Mistake | undefined): Behaviour =>
  mistake === undefined ? right : { ...right, ...mistakes[mistake] };
