import type { FC } from 'hono/jsx';
import type { Pause } from '../../domain/rotation/pause.ts';
import { pausePath } from '../actions/action-paths.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Visitor } from '../visitor.ts';

/** The pauses that hold in the tenants of a technician. */
export const pausesFor = (visitor: Visitor, pauses: readonly Pause[]): readonly Pause[] =>
  pauses.filter(
    ({ scope }) => scope.of !== 'tenant' || visitor.tenants.some((each) => each.tenantId === scope.tenantId),
  );

/** What is not reset for now, since when, who said so and why. */
export const PauseNotices: FC<{ readonly pauses: readonly Pause[]; readonly visitor: Visitor }> = ({
  pauses,
  visitor,
}) => (
  <>
    {pauses.map(({ scope, since, by, reason }) => (
      <div class="notice busy">
        <p>
          <strong>
            Paused: <PausedWhat scope={scope} visitor={visitor} />
          </strong>{' '}
          since <Instant at={since} relative />
          {by.kind === 'unknown' ? null : (
            <>
              , by <Foreign text={by.name} />
            </>
          )}
          : <ForeignSentence text={reason} />
        </p>
        <p>
          Nothing of it is reset meanwhile, whatever is approved.{' '}
          {scope.of === 'tenant' ? <a href={pausePath(scope.tenantId)}>End this pause</a> : 'The command line ends it.'}
        </p>
      </div>
    ))}
  </>
);

const PausedWhat: FC<{ readonly scope: Pause['scope']; readonly visitor: Visitor }> = ({ scope, visitor }) => {
  switch (scope.of) {
    case 'everything':
      return <>all resets</>;
    case 'class':
      return <>resets of {scope.class === 'admin' ? 'admin' : 'service'} accounts</>;
    case 'tenant':
      return (
        <Foreign
          text={visitor.tenants.find(({ tenantId }) => tenantId === scope.tenantId)?.displayName ?? 'one tenant'}
        />
      );
  }
};
