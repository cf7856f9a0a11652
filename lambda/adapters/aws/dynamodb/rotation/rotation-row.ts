import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { type Rotation, rotationSchema, waitingRotationSchema } from '../../../../domain/rotation/rotation.ts';
import { type Attributes, rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';

/** The facts that only guards look at are an attribute of their own: the index of open approvals leaves it out. */
export const rotationRow = rowKind({
  name: 'rotation',
  value: rotationSchema,
  besides: [stateAttribute.status, stateAttribute.openFor, stateAttribute.taskToken],
  stored: {
    toValue: ({ observed, account, ...row }) => ({
      ...row,
      account: isObject(account) ? { ...account, observed } : account,
    }),
    toRow: ({ account: { observed, ...account }, ...rotation }) => ({ ...rotation, account, observed }),
  },
});

const isObject = (value: unknown): value is Attributes => typeof value === 'object' && value !== null;

/** A row of the index of open approvals: the attributes that `openApprovalAttributes` lists, and its keys. */
export const waitingRotationRow = rowKind({
  name: 'waiting rotation',
  value: waitingRotationSchema,
  besides: [stateAttribute.openFor],
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
