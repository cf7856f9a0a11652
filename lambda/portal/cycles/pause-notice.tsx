import type { FC } from 'hono/jsx';
import { mayStopSomething, type Pause } from '../../domain/rotation/pause.ts';
import { counted } from '../../domain/text/counted.ts';
import { pausePath } from '../actions/action-paths.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Visitor } from '../visitor.ts';

/** The pauses that hold in the tenants of a technician. */
export const pausesFor = (visitor: Visitor, pauses: readonly Pause[], now: Date): readonly Pause[] =>
  pauses.filter(
    (pause) =>
      mayStopSomething(pause, now) &&
      (!('tenantId' in pause.scope) || visitor.tenants.some(({ tenantId }) => tenantId === tenantOf(pause.scope))),
  );

const tenantOf = (scope: Pause['scope']): string | undefined => ('tenantId' in scope ? scope.tenantId : undefined);

/** Pauses that stand on the page, what stops most in front; the others are counted. */
const NAMED = 10;

/** What is not reset for now, since when, who said so and why. */
export const PauseNotices: FC<{ readonly pauses: readonly Pause[]; readonly visitor: Visitor }> = ({
  pauses,
  visitor,
}) => (
  <>
    {pauses
      .toSorted(widestFirst)
      .slice(0, NAMED)
      .map(({ scope, since, by, reason }) => (
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
            {visitor.role === 'auditor' ? null : 'tenantId' in scope ? (
              <a href={pausePath(scope.tenantId)}>End this pause</a>
            ) : (
              'The command line ends it.'
            )}
          </p>
        </div>
      ))}
    {pauses.length > NAMED ? (
      <p class="notice busy">
        {counted(pauses.length - NAMED, 'further pause')}: <code>npm run rotation -- status</code> names all.
      </p>
    ) : null}
  </>
);

const widestFirst = ({ scope: one }: Pause, { scope: other }: Pause): number =>
  Number('tenantId' in one) - Number('tenantId' in other);

const PausedWhat: FC<{ readonly scope: Pause['scope']; readonly visitor: Visitor }> = ({ scope, visitor }) => {
  switch (scope.of) {
    case 'everything':
      return <>all resets</>;
    case 'class':
      return <>resets of {scope.class === 'admin' ? 'admin' : 'service'} accounts</>;
    case 'tenant':
      return <TenantName tenantId={scope.tenantId} visitor={visitor} />;
    case 'tenant-in-cycle':
      return (
        <>
          <TenantName tenantId={scope.tenantId} visitor={visitor} /> in cycle {scope.cycleId}
        </>
      );
  }
};

const TenantName: FC<{ readonly tenantId: string; readonly visitor: Visitor }> = ({ tenantId, visitor }) => (
  <Foreign text={visitor.tenants.find((each) => each.tenantId === tenantId)?.displayName ?? 'one tenant'} />
);
