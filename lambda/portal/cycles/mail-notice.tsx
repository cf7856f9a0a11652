import type { FC } from 'hono/jsx';
import { type MailTrouble, troubleWords } from '../../domain/messages/mail-trouble.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { TechnicianVisitor } from '../visitor.ts';

/** Recipients that stand on the page; the others are counted. */
const NAMED = 10;

/** Whom mail does not reach, for everybody: who waits for somebody's decision learns here why none comes. */
export const MailNotice: FC<{ readonly troubles: readonly MailTrouble[]; readonly visitor: TechnicianVisitor }> = ({
  troubles,
  visitor,
}) =>
  troubles.length === 0 ? null : (
    <section class="notice" aria-labelledby="mail-troubles">
      <h2 id="mail-troubles">Mail that did not arrive</h2>
      <ul>
        {troubles.slice(0, NAMED).map(({ recipient, name, last }) => (
          <li>
            {recipient === visitor.technician.objectId ? <strong>To you</strong> : <Foreign text={name} />}:{' '}
            {troubleWords(last)}, <Instant at={last.at} relative />
            {last.cycleId === undefined ? '' : `, of ${last.cycleId}`}
          </li>
        ))}
      </ul>
      {troubles.length > NAMED ? <p>And to {counted(troubles.length - NAMED, 'further recipient')}.</p> : null}
      <p class="hint">What waits is on this page all the same. An engineer sees to the address.</p>
    </section>
  );
