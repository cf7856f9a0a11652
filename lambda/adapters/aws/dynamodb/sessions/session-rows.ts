import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { pendingSignInSchema, webSessionSchema } from '../../../../domain/sessions/session.ts';
import { type Attributes, type RowKind, rowKind } from '../row-kind.ts';
import { ownAttribute } from '../state-keys.ts';

/** The row of a value that expires. It holds instants in milliseconds. */
const expiring = <S extends z.ZodType<Attributes & { readonly expiresAt: Date }>>(
  name: string,
  value: S,
): RowKind<z.output<S>> =>
  rowKind({
    name,
    value,
    besides: [stateAttribute.expiresAt],
    secretKey: true,
    stored: {
      toValue: ({ [ownAttribute.validUntil]: validUntil, ...rest }) => ({
        ...Object.fromEntries(
          Object.entries(rest).map(([attribute, each]) => [attribute, fromStored(attribute, each)]),
        ),
        expiresAt: asDate(validUntil),
      }),
      toRow: ({ expiresAt, ...rest }: Attributes & { readonly expiresAt: Date }) => ({
        ...Object.fromEntries(
          Object.entries(rest).map(([attribute, each]) => [attribute, each instanceof Date ? each.getTime() : each]),
        ),
        [ownAttribute.validUntil]: expiresAt.getTime(),
      }),
    },
  });

/** Attributes that hold instants are named so. */
const fromStored = (attribute: string, stored: unknown): unknown =>
  attribute.endsWith('At') ? asDate(stored) : stored;

const asDate = (stored: unknown): Date | undefined => (typeof stored === 'number' ? new Date(stored) : undefined);

export const webSessionRow = expiring('web session', webSessionSchema);
export const pendingSignInRow = expiring('sign-in', pendingSignInSchema);

/** Points from a technician to one session. It may outlive it. */
export const sessionPointerRow = rowKind({
  name: 'session pointer',
  value: z.strictObject({ sessionIdHash: z.string() }),
  besides: [stateAttribute.expiresAt],
  secretKey: true,
});
