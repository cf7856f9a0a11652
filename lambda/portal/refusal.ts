import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { Actor } from '../domain/rotation/rotation.ts';

export type FormRefusal = 'foreign-origin' | 'not-a-form' | 'too-large' | 'wrong-token';

/** Why the portal refused what a visitor asked for. */
export type Refusal =
  | { readonly kind: 'form'; readonly why: FormRefusal }
  /** A link that is unknown, forged, over, or made for somebody else. */
  | { readonly kind: 'link' };

/** A refusal, and whom it was given to. */
export interface RefusedVisitor {
  readonly refusal: Refusal;
  /** `undefined`: nobody is signed in. */
  readonly actor: Actor | undefined;
  readonly source: NonNullable<AuditFact['source']>;
  /** The route's path, such as `/c/:locator`: a real path may hold a link. */
  readonly route: string;
}
