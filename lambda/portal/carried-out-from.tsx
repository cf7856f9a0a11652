import type { FC } from 'hono/jsx';
import { createContext, useContext } from 'hono/jsx';
import type { Estate } from '../../config/estate.ts';
import type { Rotation } from '../domain/rotation/rotation.ts';
import { carriedOutFromThere } from '../usecases/rotation/carry-out.ts';
import { Clock } from './instant.tsx';

/** The estate of the request: what a page says of change windows follows from it. */
export const EstateOfPage = createContext<Estate | undefined>(undefined);

/** When a reset that is approved now is carried out, by the clocks of the tenant; nothing where that is at once. */
export const CarriedOutFrom: FC<{ readonly rotation: Pick<Rotation, 'tenantId' | 'emergency'> }> = ({ rotation }) => {
  const estate = useContext(EstateOfPage);
  const { now } = useContext(Clock);
  const wait = estate && carriedOutFromThere(estate, rotation, now);
  return wait === undefined ? null : (
    <p class="hint">
      Change window: approved now, reset from <time datetime={wait.from.toISOString()}>{wait.there}</time> on.
    </p>
  );
};
