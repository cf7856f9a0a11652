import type { FC } from 'hono/jsx';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import { pausePath, retryPath, rotatePath } from './action-paths.ts';

/** The ways to the actions about an account. They only lead to a page that says what would follow (R7). */
export const AccountActions: FC<{ readonly rotation: Rotation }> = ({ rotation }) => (
  <p class="bar no-print">
    {isIn(rotation, 'failed', 'uncertain') ? (
      <a class="button second" href={retryPath(rotation)}>
        Retry
      </a>
    ) : null}
    <a class="button second" href={rotatePath(rotation)}>
      Rotate this account now
    </a>
  </p>
);

/** The way to pausing a tenant, and to ending its pause. */
export const PauseLink: FC<{ readonly tenantId: string }> = ({ tenantId }) => (
  <a href={pausePath(tenantId)}>Pause this tenant, or end its pause</a>
);
