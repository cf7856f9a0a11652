import type { FC } from 'hono/jsx';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { digestParts } from '../../domain/cycle/digest-words.ts';
import { ForeignSentence } from '../foreign.tsx';

/** Who approved, how old passwords were and are, and the seal: as the mail at close says it. Of the whole estate. */
export const ClosingSummary: FC<{ readonly cycle: Cycle }> = ({ cycle }) => {
  const parts = cycle.closedAt === undefined ? [] : digestParts(cycle, cycle.closedAt);
  if (parts.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="closing">
      <h2 id="closing">When it was closed, in the whole estate</h2>
      <dl class="pairs">
        {parts.map(({ title, lines }) => (
          <>
            <dt>{title}</dt>
            <dd>
              {lines.map((line) => (
                <div>
                  <ForeignSentence text={line} />
                </div>
              ))}
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
};
