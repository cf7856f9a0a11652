import { idOf } from './stable-id.ts';
import type { User } from './tenant.ts';
import type { AccountPlan } from './tenant-plan.ts';

/** Microsoft 365 Business Premium. */
const LICENCE = [{ skuId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46', disabledPlans: [] }];

/** Days since 2023-01-01 that differ from account to account. */
const dayOf = (id: string, span: number) => Number.parseInt(id.slice(0, 6), 16) % span;
const instant = (day: number) => new Date(Date.UTC(2023, 0, 1 + day, 8, day % 60)).toISOString().replace('.000', '');

/** A person signed in, and succeeded. */
const signedIn = (at: string) => ({
  lastSignInDateTime: at,
  lastNonInteractiveSignInDateTime: null,
  lastSuccessfulSignInDateTime: at,
});

/** An ordinary member with a licence, as far as the plan does not say otherwise. */
export function userFrom(tenantName: string, { upn, name: displayName, fields = {} }: AccountPlan): User {
  const id = idOf(tenantName, 'user', upn);
  const [givenName = displayName, ...surname] = displayName.split(' ');
  const changed = instant(500 + dayOf(id, 700));
  return {
    id,
    userPrincipalName: upn,
    displayName,
    givenName,
    surname: surname.length === 0 ? null : surname.join(' '),
    mail: upn.endsWith('.onmicrosoft.com') ? null : upn,
    mailNickname: upn.slice(0, upn.indexOf('@')).replace(/[^\w.-]/g, ''),
    jobTitle: null,
    department: null,
    employeeType: null,
    businessPhones: [],
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    usageLocation: 'DE',
    accountEnabled: true,
    userType: 'Member',
    externalUserState: null,
    creationType: null,
    createdDateTime: instant(dayOf(id, 400)),
    onPremisesSyncEnabled: null,
    onPremisesExtensionAttributes: Object.fromEntries(
      Array.from({ length: 15 }, (_, i) => [`extensionAttribute${i + 1}`, null]),
    ),
    isManagementRestricted: null,
    identityParentId: null,
    lastPasswordChangeDateTime: changed,
    signInSessionsValidFromDateTime: changed,
    passwordPolicies: null,
    signInActivity: signedIn(instant(1_250 + dayOf(id, 180))),
    assignedLicenses: LICENCE,
    customSecurityAttributes: null,
    authorizationInfo: null,
    ...fields,
  };
}
