import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** What one version of a credential holds. */
export const credentialContentSchema = z.strictObject({
  userPrincipalName: z.string(),
  password: z.string().min(1),
  rotationId: z.string(),
  createdAt: z.string(),
});
export type CredentialContent = Immutable<z.output<typeof credentialContentSchema>>;
