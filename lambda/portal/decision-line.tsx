import type { FC } from 'hono/jsx';
import type { RotationState } from '../domain/rotation/rotation.ts';
import { Foreign, ForeignSentence } from './foreign.tsx';
import { Instant } from './instant.tsx';

/** Who decided, when, and why; nothing where nobody did. */
export const DecisionLine: FC<{ readonly state: RotationState }> = ({ state }) => {
  if (!('decision' in state) || state.decision === undefined) return null;
  const { by, at, reason } = state.decision;
  return (
    <>
      {state.status === 'rejected' ? 'Rejected' : 'Approved'} by <Foreign text={by.name} />, <Instant at={at} />
      {reason === undefined || reason === '' ? null : (
        <q class="account-display">
          <ForeignSentence text={reason} />
        </q>
      )}
    </>
  );
};
