import type { FC } from 'hono/jsx';
import type { Vote } from '../../domain/rotation/rotation.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Question } from './waiting-rotations.ts';

/** What the first of two technicians has said, for the second. */
export const FirstVote: FC<{ readonly vote: Vote | undefined }> = ({ vote }) =>
  vote === undefined ? null : (
    <p class="first-vote">
      Approved by <Foreign text={vote.by.name} />, <Instant at={vote.at} />
      {vote.reason === undefined ? (
        ', who gave no reason'
      ) : (
        <>
          : <q>{<ForeignSentence text={vote.reason} />}</q>
        </>
      )}
      . A second technician must approve too.
    </p>
  );

/** Says that one approval is not enough. */
export const NeedsTwo: FC<{ readonly question: Question }> = ({ question: { twoPersons, first } }) =>
  twoPersons && first === undefined ? (
    <p class="hint">Two technicians must approve this one: yours is recorded as the first.</p>
  ) : null;
