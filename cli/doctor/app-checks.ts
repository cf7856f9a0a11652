import type { Estate } from '../../config/estate.ts';
import { type Mismatch, meaningOf } from '../../lambda/adapters/graph/sign-in-codes.ts';
import type { Claims } from '../../lambda/adapters/graph/token-claims.ts';
import type { DirectorySnapshot } from '../../lambda/domain/accounts/directory.ts';
import { appOf, unitOf } from '../../lambda/domain/accounts/scope-words.ts';
import type { FurtherReads } from '../../lambda/domain/accounts/tenant-rules.ts';
import { permissionsNeeded } from '../../lambda/domain/connection/connection.ts';
import {
  applicationPermissions,
  appNamesPermission,
  groupEligibilityPermission,
  optionalPermissions,
  securityAttributePermission,
  signInPermission,
  unitNamesPermission,
} from '../../lambda/domain/connection/permissions.ts';
import { type Check, failed, ok, warn } from './check.ts';
import {
  AWS_VOUCHES,
  consent,
  fillSecret,
  type Identity,
  mayReadSecret,
  mendedTrust,
  type Place,
  renew,
} from './next-steps.ts';

export type AppKind = keyof typeof applicationPermissions;

/** An attempt to sign in as an app. */
export type SignIn = { readonly claims: Claims } | { readonly refusal: string };

interface App {
  readonly kind: AppKind;
  /** Name of its secret, where it has one. */
  readonly secretName: string;
  readonly clientId: string;
  readonly credential: Estate['graph']['credential'];
}

const codesIn = (refusal: string): readonly number[] =>
  [...refusal.matchAll(/AADSTS(\d+)/g)].map(([, code]) => Number(code));

/** Whether the app gets a token. The writer should trust one function and nobody else: that we cannot sign in as it is right. */
export function signInCheck(app: App, signIn: SignIn, place: Place, identity: Identity | undefined): Check {
  const name = `${app.kind} app`;
  if ('claims' in signIn) return ok(name, 'signs in to the tenant');
  const codes = codesIn(signIn.refusal);
  const { cause, mismatch } = meaningOf(codes);
  if (cause === 'consent') return failed(name, signIn.refusal, consent(place, app.clientId));
  if (app.credential !== 'federated') return storedCredentialCheck(name, app, app.credential, signIn.refusal);
  if (cause === 'proof') {
    if (app.kind === 'writer' && !isNobodys(mismatch)) {
      return warn(
        name,
        `does not trust ${identity?.subject ?? 'us'}, as it should: only reset-password resets passwords. So what it may do was not told`,
        comparePermissions(app.clientId),
      );
    }
    const next = identity === undefined ? AWS_VOUCHES : mendedTrust(app.kind, app.clientId, identity, mismatch);
    return failed(name, signIn.refusal, next);
  }
  if (identity === undefined) return failed(name, signIn.refusal, AWS_VOUCHES);
  return failed(name, signIn.refusal, codes.length === 0 ? 'try again in a few minutes' : 'see docs/deploy.md, step 5');
}

/** Whether a mismatch keeps out everybody of our AWS account, and not us alone. */
const isNobodys = (mismatch: Mismatch | undefined) =>
  mismatch === 'none' || mismatch === 'issuer' || mismatch === 'audience';

/** What to do where a certificate or a client secret is no proof. */
function storedCredentialCheck(
  name: string,
  { kind, clientId, secretName }: App,
  credential: 'certificate' | 'secret',
  refusal: string,
): Check {
  const codes = codesIn(refusal);
  const secret = { app: kind, name: secretName };
  if (refusal.includes('AccessDenied')) {
    return kind === 'writer'
      ? warn(
          name,
          'you may not read its secret, as it should be. So what it may do was not told',
          comparePermissions(clientId),
        )
      : failed(name, refusal, mayReadSecret(secret));
  }
  const { outdated, cause } = meaningOf(codes);
  if (outdated === true || cause === 'proof') return failed(name, refusal, renew(secret, clientId, credential));
  if (codes.length > 0) return failed(name, refusal, 'see docs/deploy.md, step 5');
  const toBeFilled = /has no value yet|cannot be used/.test(refusal);
  return failed(name, refusal, toBeFilled ? fillSecret(secret, credential) : 'try again in a few minutes');
}

const comparePermissions = (writerClientId: string) =>
  `compare in the customer's Entra admin center, Enterprise applications, ${writerClientId}, Permissions: ${permissionNames('writer')}`;

const permissionNames = (kind: AppKind) => applicationPermissions[kind].map((each) => each.name).join(', ');

/** Whether the app was granted what it needs in this tenant; a consent that is older than a permission does not contain it. */
export function permissionsCheck(
  app: App,
  { permissions }: Claims,
  place: Place,
  { securityAttributes }: Pick<FurtherReads, 'securityAttributes'>,
): Check {
  const name = `${app.kind} permissions`;
  if (permissions === undefined) return warn(name, 'the token does not tell', `compare: ${permissionNames(app.kind)}`);
  const wanted = permissionsNeeded(app.kind, securityAttributes);
  const useful =
    app.kind === 'reader' ? [...wanted, ...optionalPermissions, securityAttributePermission, signInPermission] : wanted;
  const missing = wanted.filter((each) => !permissions.includes(each.name));
  if (missing.length > 0) {
    return failed(
      name,
      `not granted: ${missing.map((each) => `${each.name} (${each.why})`).join(', ')}`,
      consent(place, app.clientId),
    );
  }
  const more = permissions.filter((each) => !useful.some((one) => one.name === each));
  return more.length === 0
    ? ok(name, `all ${wanted.length} granted`)
    : warn(
        name,
        `all ${wanted.length} granted, and more than it needs: ${more.join(', ')}`,
        'take them away from the app registration',
      );
}

/** A permission that finds more accounts where the tenant's licence has it. */
export function optionalPermissionsCheck(
  { permissions }: Claims,
  { licence, unread }: Pick<DirectorySnapshot, 'licence' | 'unread'>,
  place: Place,
  readerClientId: string,
): Check {
  const name = 'optional permissions';
  const missing = permissions?.includes(groupEligibilityPermission.name) === false ? [groupEligibilityPermission] : [];
  if (unread.length === 0) {
    if (licence === 'none' || licence === 'P1') return ok(name, 'none needed: no licence for PIM');
    if (missing.length === 0) return ok(name, 'everything that they open was read');
  }
  const notGranted = missing.map((each) => `not granted: ${each.name} (${each.why})`);
  const mayHelp = missing.length > 0 || unread.some((each) => each.includes('(403 '));
  return warn(name, [...notGranted, ...unread].join('. '), mayHelp ? consent(place, readerClientId) : undefined);
}

/** Permissions that tell people more about accounts: names of what roles are held for, and last sign-ins. They decide about none. */
export function detailsCheck(
  { permissions }: Claims,
  { licence, roleAssignments }: Pick<DirectorySnapshot, 'licence' | 'roleAssignments'>,
  place: Place,
  readerClientId: string,
): Check {
  const name = 'told about accounts';
  if (permissions === undefined)
    return ok(name, 'what the reader may read of names and sign-ins, its token does not tell');
  const scopes = roleAssignments.map(({ directoryScopeId }) => directoryScopeId);
  const lacks = (permission: { readonly name: string }) => !permissions.includes(permission.name);
  const apps =
    lacks(appNamesPermission) && scopes.some((each) => appOf(each) !== undefined)
      ? [
          `Apps for which roles are held show as ids: ${appNamesPermission.name} would tell their names, and opens much more`,
        ]
      : [];
  const missing = [
    ...(scopes.some((each) => unitOf(each) !== undefined) ? [unitNamesPermission] : []),
    ...(licence === 'none' ? [] : [signInPermission]),
  ].filter(lacks);
  if (missing.length === 0) {
    const signIns = licence === 'none' ? 'no last sign-ins, which need a P1 licence' : 'names and last sign-ins';
    return ok(name, [signIns, ...apps].join('. '));
  }
  const notGranted = missing.map((each) => `not granted, and not needed for rotations: ${each.name} (${each.why})`);
  return warn(name, [...notGranted, ...apps].join('. '), consent(place, readerClientId));
}
