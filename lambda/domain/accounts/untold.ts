import { type AccountFacts, membership } from './account-facts.ts';
import type { TenantRules } from './tenant-rules.ts';

/**
 * What decides about an account and was not told, each with what a person does about it; none: all was told.
 *
 * A property that is `null` was told: it says "never" or "none", and what that means is decided where Graph's answers are read. One that
 * is missing, or has a value that nobody knows, was not told, and then the account is left alone.
 */
export function untold(
  { user, roles, federated, ...facts }: AccountFacts,
  { breakGlass }: TenantRules,
): readonly string[] {
  const kind = user.userType?.toLowerCase();
  return [
    ...(user.displayName === undefined ? ['displayName was not told: give the account a display name.'] : []),
    ...(user.accountEnabled === undefined
      ? [`accountEnabled was not told: set "Account enabled" to Yes or No, ${WHERE}.`]
      : []),
    ...(kind === 'member' || kind === 'guest'
      ? []
      : [
          `userType ${kind === undefined ? 'was not told' : `is "${user.userType}"`}: set "User type" to Member or Guest, ${WHERE}.`,
        ]),
    ...(user.onPremisesSyncEnabled === undefined
      ? [
          `onPremisesSyncEnabled was not told: compare "On-premises sync enabled", ${WHERE}. Where that says No, ask Microsoft's support why Graph leaves it out.`,
        ]
      : []),
    ...(user.isManagementRestricted === undefined
      ? [
          "isManagementRestricted was not told: compare the account's administrative units in the Entra admin center. Where none restricts its management, ask Microsoft's support why Graph leaves it out.",
        ]
      : []),
    ...(federated === undefined
      ? [
          `authenticationType of the domain ${user.userPrincipalName.slice(user.userPrincipalName.lastIndexOf('@') + 1)} was not told: look at Custom domain names in the Entra admin center, or give the account a UPN in a domain that is there.`,
        ]
      : []),
    ...(breakGlass.groups ?? [])
      .filter((each) => membership({ groups: facts.groups }, each) === undefined)
      .map(
        (each) =>
          `The members of the break-glass group ${each} were not told: correct breakGlass.groups, or the group.`,
      ),
    ...roles
      .filter(({ known }) => !known)
      .map(
        ({ definitionId, name }) =>
          `Scope or definition of the role ${name} (${definitionId}) was not told: compare Assigned roles of the account in the Entra admin center, and take the assignment away if nobody needs it.`,
      ),
  ];
}

const WHERE = 'on the page Properties of the account in the Entra admin center';
