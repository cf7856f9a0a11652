import type { AppRegistrations } from './app-registrations.ts';
import type { AppCredentials } from './client-assertion.ts';
import type { AppKind, Directory } from './directory.ts';
import type { PasswordStore } from './passwords.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Somebody with an account in the MSP's home tenant. */
export interface Person {
  readonly objectId: string;
  readonly name: string;
  readonly mail: string;
  /** A guest of the home tenant: the optional claim `acct` says so. */
  readonly guest?: boolean;
  /**
   * Since when this person's browser has been signed in at Microsoft: a sign-in to the app asks for nothing again, unless the app's `max_age`
   * is shorter. Left out: everybody proves who they are at each sign-in.
   */
  readonly signedInAt?: Date;
  /** Authentication contexts whose Conditional Access policies this person cannot satisfy. */
  readonly cannotSatisfy?: readonly string[];
}

/** Claims that ID tokens have only where the app registration asks for them. */
export type OptionalClaim = 'acct' | 'auth_time';

/** The MSP's own tenant, where technicians sign in. */
export interface HomeTenant {
  readonly tenantId: string;
  readonly people: readonly Person[];
  /** App registration by which they sign in. */
  readonly clientId: string;
  /** The one address that codes are sent to; compared character by character. */
  readonly redirectUri: string;
  /** What the registration adds to ID tokens; nothing for a new one. */
  readonly optionalClaims: readonly OptionalClaim[];
}

export interface EntraOptions {
  /** Own address. */
  readonly origin: string;
  readonly homeTenant: HomeTenant;
  readonly directories: ReadonlyMap<string, Directory>;
  /** Client ids of the two apps. */
  readonly clientIds: Readonly<Record<AppKind, string>>;
  readonly registrations: AppRegistrations;
  readonly credentials: AppCredentials;
  readonly keys: SigningKeys;
  readonly passwords: PasswordStore;
  readonly now: () => Date;
}

/** Seconds since 1970, as in tokens. */
export const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

/** How long Entra's tokens live, in seconds. */
export const TOKEN_LIFE = 3_599;

/** Where a tenant's tokens are asked for: assertions that apps sign themselves are for this address and no other. */
export const tokenEndpointOf = (origin: string, tenantId: string): string => `${origin}/${tenantId}/oauth2/v2.0/token`;
