import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { approvalsLinkSchema, credentialLinkSchema } from '../../../../domain/credential/link.ts';
import { retirementSchema } from '../../../../domain/credential/retirement.ts';
import { rowKind } from '../row-kind.ts';
import { ownAttribute } from '../state-keys.ts';

export const linkRow = rowKind({
  name: 'link',
  value: z.discriminatedUnion('purpose', [approvalsLinkSchema, credentialLinkSchema]),
  besides: [stateAttribute.expiresAt, stateAttribute.collectIn, stateAttribute.collectBefore],
  secretKey: true,
  stored: {
    toValue: ({ [ownAttribute.validUntil]: expiresAt, ...rest }) => ({ ...rest, expiresAt }),
    toRow: ({ expiresAt, ...rest }) => ({ ...rest, [ownAttribute.validUntil]: expiresAt }),
  },
});

export const retirementRow = rowKind({
  name: 'retirement',
  value: retirementSchema,
  besides: [ownAttribute.attemptedAt],
});
