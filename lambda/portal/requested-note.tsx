import type { FC } from 'hono/jsx';
import type { Cycle } from '../domain/cycle/cycle.ts';
import { askedForBy, requesterWords } from '../domain/cycle/requested-words.ts';
import { Foreign, ForeignSentence } from './foreign.tsx';

/** Who asked for a cycle by hand, and why; nothing for a cycle that its schedule opened. */
export const RequestedNote: FC<{ readonly cycle: Pick<Cycle, 'requested'> }> = ({ cycle: { requested } }) =>
  requested === undefined ? null : (
    <p class="notice quiet">
      {askedForBy(requested.by)} <Foreign text={requesterWords(requested.by)} />
      {requested.reason.trim() === '' ? (
        ', without a reason.'
      ) : (
        <>
          . Reason: <ForeignSentence text={requested.reason} />
        </>
      )}
    </p>
  );
