import type { SignInShortcoming } from '../domain/sessions/sign-in-rules.ts';

export type FormRefusal = 'foreign-origin' | 'not-a-form' | 'too-large' | 'wrong-token' | 'auditors-only-read';

/** Why the portal refused what a visitor asked for. */
export type Refusal =
  | { readonly kind: 'form'; readonly why: FormRefusal }
  /**
   * A link that is forged, unknown, over, or made for somebody else.
   * `linkId`: where the signature is ours, so that its record can name the link by its fingerprint
   */
  | { readonly kind: 'link'; readonly why: LinkRefusal; readonly linkId?: string | undefined }
  /** To decide or to reveal, with a sign-in that is too old or too weak. */
  | { readonly kind: 'old-sign-in'; readonly wantedPath: string }
  | { readonly kind: 'sign-in'; readonly why: SignInRefusal };

export type LinkRefusal = 'forged' | 'forged-or-expired' | 'unknown' | 'other-tenant' | 'foreign';

/** Why somebody who came back from Microsoft got no session. */
export type SignInRefusal =
  /** Started in another browser, used before, or too old. */
  | { readonly kind: 'not-started-here' }
  /** With an OAuth error code of Microsoft's, such as `access_denied`. */
  | { readonly kind: 'microsoft-refused'; readonly code: string }
  | { readonly kind: 'invalid-response' }
  | { readonly kind: 'not-a-technician' | 'guest'; readonly person: NamedPerson }
  | { readonly kind: Exclude<SignInShortcoming, 'guest'>; readonly person: NamedPerson };

export interface NamedPerson {
  readonly objectId: string;
  readonly tenantId: string;
  readonly name: string;
}
