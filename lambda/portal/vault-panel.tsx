import type { FC } from 'hono/jsx';
import { countInVaultWriting } from '../domain/cycle/vault-counts.ts';
import { counted } from '../domain/text/counted.ts';
import { ForeignSentence } from './foreign.tsx';
import type { VaultStanding } from './vault-standing.ts';

/** Cycles that stand on the page. */
const SHOWN = 5;

/** How many new passwords are in the vault, wait for it, or were given up and why: nothing for those in it is left to do. */
export const VaultPanel: FC<{ readonly standings: readonly VaultStanding[] }> = ({ standings }) =>
  standings.length === 0 ? null : (
    <section class="panel" aria-labelledby="vault">
      <h2 id="vault">Passwords in the vault</h2>
      <ul class="rows">
        {standings.slice(0, SHOWN).map((each) => (
          <li class="row">
            <div>
              <a href={`/cycles/${each.cycleId}`}>{each.cycleId}</a>: <VaultLine standing={each} />
            </div>
          </li>
        ))}
      </ul>
      {standings.length > SHOWN ? (
        <p>
          And {counted(standings.length - SHOWN, 'earlier cycle')}: <a href="/cycles">all cycles</a>.
        </p>
      ) : null}
    </section>
  );

/** "10 of 12 in the vault, 1 waits, 1 given up: …". */
export const VaultLine: FC<{ readonly standing: VaultStanding }> = ({ standing: { counts, reasons } }) => {
  const { written, queued, givenUp } = counts;
  return (
    <>
      <strong>
        {written} of {countInVaultWriting(counts)} in the vault
      </strong>
      {queued === 0
        ? ''
        : `, ${queued} ${queued === 1 ? 'waits' : 'wait'} and ${queued === 1 ? 'is' : 'are'} tried again`}
      {givenUp === 0 ? (
        '.'
      ) : (
        <>
          , {givenUp} given up and handed over by {givenUp === 1 ? 'a link' : 'links'}
          {reasons.length === 0 ? '' : ': '}
          <ForeignSentence
            text={reasons.map(({ words, count }) => `${words}${reasons.length === 1 ? '' : ` (${count})`}`).join('; ')}
          />
          .
        </>
      )}
    </>
  );
};
