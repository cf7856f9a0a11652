import type { FC } from 'hono/jsx';
import type { OnHold } from '../../usecases/cycle/on-hold.ts';
import { Foreign } from '../foreign.tsx';

/** Tenants that stand on the page; the others are counted. */
const NAMED = 5;

/**
 * Tenants for which schedules start nothing yet, so that who waits for a cycle learns why none comes. There is no button: only an operator
 * may let schedules begin to reset passwords, and the page says by which command.
 */
export const HoldNotice: FC<{ readonly held: readonly OnHold[] }> = ({ held }) =>
  held.length === 0 ? null : (
    <section class="notice busy" aria-labelledby="on-hold">
      <h2 id="on-hold">On hold: schedules start nothing here yet</h2>
      <ul>
        {held.slice(0, NAMED).map(({ tenant, schedule, dryRun }) => (
          <li>
            <Foreign text={tenant.displayName} />, {schedule.name}:{' '}
            {dryRun === undefined ? (
              'no dry run has read it'
            ) : (
              <>
                dry run <a href={`/cycles/${dryRun.cycleId}`}>{dryRun.cycleId}</a> can be looked at
              </>
            )}
          </li>
        ))}
      </ul>
      {held.length > NAMED ? <p>And {held.length - NAMED} more.</p> : null}
      <p>
        An operator who has looked at a dry run releases them: <code class="breakable">{commandFor(held)}</code>
      </p>
    </section>
  );

/** Of one tenant the command that releases it; of several the one that lists them, with the dry run of each. */
function commandFor([first, ...others]: readonly OnHold[]): string {
  const isOne = first !== undefined && others.every(({ tenant }) => tenant.tenantId === first.tenant.tenantId);
  return `npm run rotation -- release${isOne ? ` --tenant ${first.tenant.name} --reason "dry run looked at"` : ''}`;
}
