import type * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { pendingSignInSchema, webSessionSchema } from '../../../../domain/sessions/session.ts';
import { type RowKind, rowKind } from '../row-kind.ts';
import { ownAttribute } from '../state-keys.ts';

/** The row of a value that expires. It holds the instant in milliseconds. */
const expiring = <S extends z.ZodType<{ readonly expiresAt: Date }>>(name: string, value: S): RowKind<z.output<S>> =>
  rowKind({
    name,
    value,
    besides: [stateAttribute.expiresAt],
    secretKey: true,
    stored: {
      toValue: ({ [ownAttribute.validUntil]: validUntil, ...rest }) => ({
        ...rest,
        expiresAt: typeof validUntil === 'number' ? new Date(validUntil) : undefined,
      }),
      toRow: ({ expiresAt, ...rest }: { readonly expiresAt: Date }) => ({
        ...rest,
        [ownAttribute.validUntil]: expiresAt.getTime(),
      }),
    },
  });

export const webSessionRow = expiring('web session', webSessionSchema);
export const pendingSignInRow = expiring('sign-in', pendingSignInSchema);
