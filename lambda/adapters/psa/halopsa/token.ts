import * as z from 'zod';
import type { Now } from '../../../ports/clock.ts';

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** A token that is about to expire might do so on the way. */
const MARGIN_MS = 60_000;

/** The token of the last sign-in, kept until shortly before it expires. */
export interface TokenKept {
  /** @param keys  of whom it is: other keys need another token */
  of(keys: string, signIn: () => Promise<unknown>): Promise<string>;
  forget(): void;
}

export function tokenKept(now: Now): TokenKept {
  let kept: { readonly keys: string; readonly token: string; readonly until: number } | undefined;
  return {
    async of(keys, signIn) {
      if (kept?.keys === keys && now().getTime() < kept.until) return kept.token;
      const askedAt = now().getTime();
      const answer = tokenSchema.safeParse(await signIn());
      if (!answer.success) throw new Error('HaloPSA answered a request for a token with something that cannot be read');
      const { access_token: token, expires_in } = answer.data;
      kept = { keys, token, until: askedAt + expires_in * 1_000 - MARGIN_MS };
      return token;
    },
    forget() {
      kept = undefined;
    },
  };
}
