import type { SignInShortcoming } from '../domain/sessions/sign-in-rules.ts';

export type FormRefusal = 'foreign-origin' | 'not-a-form' | 'too-large' | 'wrong-token';

/** Why an address leads to no link for this visitor. All lead to one page: it tells nobody which links exist. */
export type LinkRefusal = 'forged' | 'forged-or-expired' | 'unknown' | 'other-tenant' | 'foreign';

/** Why the portal refused what a visitor asked for. */
export type Refusal =
  | { readonly kind: 'form'; readonly why: FormRefusal }
  /** A form of somebody who has no session. */
  | { readonly kind: 'not-signed-in'; readonly wantedPath: string }
  /** `linkId`: left out where the address was not made by us. */
  | { readonly kind: 'link'; readonly why: LinkRefusal; readonly linkId?: string | undefined }
  | { readonly kind: 'no-such-approvals' }
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
