import { decodeJwt } from 'jose';
import * as z from 'zod';

/** What an app's token tells about it. */
export interface Claims {
  /** Object id of the app's service principal in the tenant. */
  readonly objectId?: string;
  /** Application permissions that an administrator consented to. */
  readonly permissions?: readonly string[];
}

const claimsSchema = z.object({
  oid: z.string().optional(),
  roles: z.array(z.string()).optional(),
});

/** Microsoft promises nothing about tokens for Graph, so that one that cannot be read tells nothing. */
export function claimsOf(token: string): Claims {
  try {
    const { oid, roles } = claimsSchema.parse(decodeJwt(token));
    return { ...(oid === undefined ? {} : { objectId: oid }), permissions: roles ?? [] };
  } catch {
    return {};
  }
}
