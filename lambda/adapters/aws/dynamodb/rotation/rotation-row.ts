import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { type Rotation, rotationSchema, waitingRotationSchema } from '../../../../domain/rotation/rotation.ts';
import { wellFormedTexts } from '../../../../domain/text/well-formed.ts';
import { type Attributes, rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';

/**
 * An account is written as a text of JSON: pages read it 5,000 times at once, and a nested attribute costs the SDK ten times what one text
 * costs. The facts that only guards look at are an attribute of their own, which the index of open approvals leaves out.
 */
export const rotationRow = rowKind({
  name: 'rotation',
  value: rotationSchema,
  besides: [stateAttribute.status, stateAttribute.openFor, stateAttribute.taskToken],
  stored: {
    toValue: ({ observed, account, ...row }) => {
      const facts = parsed(observed);
      const planned = parsed(account);
      return { ...row, account: isObject(planned) ? { ...planned, observed: facts } : planned };
    },
    toRow: ({ account: { observed, ...account }, ...rotation }) => ({
      ...rotation,
      account: JSON.stringify(wellFormedTexts(account)),
      observed: JSON.stringify(wellFormedTexts(observed)),
    }),
  },
});

/** A row of the index of open approvals: the attributes that `openApprovalAttributes` lists, and its keys. */
export const waitingRotationRow = rowKind({
  name: 'waiting rotation',
  value: waitingRotationSchema,
  besides: [stateAttribute.openFor],
  stored: {
    toValue: ({ account, ...row }) => ({ ...row, account: parsed(account) }),
    toRow: ({ account, ...rotation }) => ({ ...rotation, account: JSON.stringify(wellFormedTexts(account)) }),
  },
});

/** What is no JSON stays as it is, for the schema to refuse. */
function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isObject = (value: unknown): value is Attributes => typeof value === 'object' && value !== null;

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
