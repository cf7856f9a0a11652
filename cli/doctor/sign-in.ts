import { decodeJwt } from 'jose';
import * as z from 'zod';
import { claimsOf } from '../../lambda/adapters/graph/token-claims.ts';
import type { GraphTokens } from '../../lambda/adapters/graph/token-source.ts';
import { sentenceOf } from '../operator/sentence-of.ts';
import type { SignIn } from './app-checks.ts';
import type { Identity } from './next-steps.ts';

/** Signs an app in to a tenant. The token itself goes no further than this. */
export async function signIn(tokens: GraphTokens, tenantId: string): Promise<SignIn> {
  try {
    return { claims: claimsOf(await tokens.tokenFor(tenantId)) };
  } catch (error) {
    return { refusal: sentenceOf(error) };
  }
}

const identitySchema = z.object({ iss: z.string(), sub: z.string(), aud: z.union([z.string(), z.array(z.string())]) });

/** Whom AWS says we are. @returns `undefined`: AWS does not vouch for us */
export async function identityFrom(assertion: () => Promise<string>): Promise<Identity | undefined> {
  try {
    const { iss, sub, aud } = identitySchema.parse(decodeJwt(await assertion()));
    return { issuer: iss, subject: sub, audience: [aud].flat().join(', ') };
  } catch {
    return undefined;
  }
}
