import type { User } from './tenant.ts';

/** What makes an account unusual, as fields of the user object. Each is a reason to leave it alone, or to choose it. */

/** Synchronized from on premises. */
export const synced: Partial<User> = { onPremisesSyncEnabled: true };

export const guest: Partial<User> = { userType: 'Guest', externalUserState: 'Accepted', creationType: 'Invitation' };

/** Older than the difference between members and guests (September 2014): a member. */
export const ancient: Partial<User> = { userType: null };

/** Graph leaves out of its answer what the account is. */
export const unclear: Partial<User> = { leftOut: ['userType'] };

/** Sign-in is blocked; the licence is still there. */
export const disabled: Partial<User> = { accountEnabled: false };

/** Shared, room and equipment mailboxes: no sign-in, no licence. */
export const mailbox: Partial<User> = { accountEnabled: false, assignedLicenses: [] };

/** Member of a restricted management administrative unit. */
export const restricted: Partial<User> = { isManagementRestricted: true };

/** Admin accounts mostly have no licence. */
export const unlicensed: Partial<User> = { assignedLicenses: [] };

/** Nobody and nothing has signed in as far back as Microsoft keeps it. */
export const neverSignedIn: Partial<User> = { signInActivity: null };

/** Signs in with a passkey. */
export const passkey: Partial<User> = { authenticationMethods: ['password', 'fido2'] };

/** Somebody signed in with it when it was tried last. */
export const triedLately: Partial<User> = {
  signInActivity: {
    lastSignInDateTime: '2026-11-20T09:30:00Z',
    lastNonInteractiveSignInDateTime: null,
    lastSuccessfulSignInDateTime: '2026-11-20T09:30:00Z',
  },
};

/** A program signs in; whether it succeeded is not on record. */
export const usedByProgram: Partial<User> = {
  signInActivity: {
    lastSignInDateTime: null,
    lastNonInteractiveSignInDateTime: '2026-11-28T03:00:00Z',
    lastSuccessfulSignInDateTime: null,
  },
};

export const neverExpires: Partial<User> = { passwordPolicies: 'DisablePasswordExpiration' };

/** The mark by which some tenants choose service accounts. */
export const markedForRotation: Partial<User> = {
  ...neverExpires,
  onPremisesExtensionAttributes: {
    ...Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`extensionAttribute${i + 1}`, null])),
    extensionAttribute7: 'rotate',
  },
};

/** The mark that only attribute administrators can set, and by which other tenants choose service accounts. */
export const taggedAsService: Partial<User> = {
  ...neverExpires,
  customSecurityAttributes: { Rotation: { Account: 'service' } },
};

/** The account by which Entra Connect writes. */
export const syncService: Partial<User> = { ...neverExpires, ...unlicensed };
