import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { Actor } from '../domain/rotation/rotation.ts';
import type { SignInShortcoming } from '../domain/sessions/sign-in-rules.ts';

export type FormRefusal = 'foreign-origin' | 'not-a-form' | 'too-large' | 'wrong-token';

/** Why the portal refused what a visitor asked for. */
export type Refusal =
  | { readonly kind: 'form'; readonly why: FormRefusal }
  /** A link that is unknown, forged, over, or made for somebody else. */
  | { readonly kind: 'link' }
  /** To decide or to reveal, with a sign-in that is too old or too weak. */
  | { readonly kind: 'old-sign-in'; readonly wantedPath: string }
  | { readonly kind: 'sign-in'; readonly why: SignInRefusal };

/** Why somebody who came back from Microsoft got no session. */
export type SignInRefusal =
  | { readonly kind: 'started-elsewhere' }
  /** An OAuth error code of Microsoft's, such as `access_denied`. */
  | { readonly kind: 'refused-by-microsoft'; readonly code: string }
  | { readonly kind: 'not-understood' }
  | { readonly kind: 'no-technician'; readonly person: NamedPerson }
  | {
      readonly kind: 'shortcoming';
      readonly shortcoming: Exclude<SignInShortcoming, 'guest'>;
      readonly person: NamedPerson;
    };

export interface NamedPerson {
  readonly objectId: string;
  readonly tenantId: string;
  readonly name: string;
}

/** A refusal, and whom it was given to. */
export interface RefusedVisitor {
  readonly refusal: Refusal;
  /** `undefined`: nobody is signed in. */
  readonly actor: Actor | undefined;
  readonly source: NonNullable<AuditFact['source']>;
  /** The route's path, such as `/c/:locator`: a real path may hold a link. */
  readonly route: string;
}

/** A refusal in a word or two, with nothing of what the visitor sent: for logs and records. */
export function reasonOf(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'form':
      return `form: ${refusal.why}`;
    case 'link':
    case 'old-sign-in':
      return refusal.kind;
    case 'sign-in':
      return `sign-in: ${refusal.why.kind === 'shortcoming' ? refusal.why.shortcoming : refusal.why.kind}`;
  }
}
