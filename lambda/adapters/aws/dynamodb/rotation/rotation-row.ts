import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { type Rotation, rotationSchema } from '../../../../domain/rotation/rotation.ts';
import { rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';

export const rotationRow = rowKind({
  name: 'rotation',
  value: rotationSchema,
  besides: [stateAttribute.status, stateAttribute.openFor, stateAttribute.taskToken],
});

/**
 * The row of a rotation that is new. While it waits for a decision it is in the index of open approvals.
 * `status` is written beside `state` for workflows, which read it.
 */
export const newRotationRow = (rotation: Rotation) => ({
  ...key.rotation(rotation),
  ...rotationRow.write(rotation),
  [stateAttribute.status]: rotation.state.status,
  ...(rotation.state.status === 'awaiting-approval' ? { [stateAttribute.openFor]: rotation.tenantId } : {}),
});
