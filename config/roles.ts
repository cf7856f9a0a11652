/**
 * Directory roles that the estate file is checked against, by template id. The rules over accounts know the same ones in
 * `lambda/domain/roles.ts`; a test compares.
 *
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference (read 2026-01-20)
 */

/** Whoever holds one of these is always an admin: by them every other right can be taken, or the synchronization stopped. */
export const alwaysCountingRoles: ReadonlyMap<string, string> = new Map([
  ['62e90394-69f5-4237-9190-012177145e10', 'Global Administrator'],
  ['7be44c8a-adaf-4e2a-84d6-ab2649e08a13', 'Privileged Authentication Administrator'],
  ['e8611ab8-c189-46e8-94e1-60213ab1f814', 'Privileged Role Administrator'],
  ['d29b2b05-8046-44ba-8758-1e26182fcf32', 'Directory Synchronization Accounts'],
  ['a92aed5d-d78a-4d16-b381-09adb37eb3b0', 'On Premises Directory Sync Account'],
]);

/** Roles that only read, or only invite guests: alone, they make nobody an admin unless the estate says so. */
export const readingRoles: ReadonlyMap<string, string> = new Map([
  ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b', 'Directory Readers'],
  ['95e79109-95c0-4d8e-aee3-d01accf2d47b', 'Guest Inviter'],
  ['790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b', 'Message Center Reader'],
  ['4a5d8f65-41da-4de4-8968-e035b65339cf', 'Reports Reader'],
  ['75934031-6c7e-415a-99d7-48dbd49e875e', 'Usage Summary Reports Reader'],
]);
