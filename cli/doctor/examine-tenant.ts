import type { Estate, TenantWithRules } from '../../config/estate.ts';
import type { GraphTokens } from '../../lambda/adapters/graph/token-source.ts';
import type { AccountClass } from '../../lambda/domain/accounts/account.ts';
import { readsForNotes } from '../../lambda/domain/accounts/dependants.ts';
import type { DirectorySnapshot } from '../../lambda/domain/accounts/directory.ts';
import { nameOf } from '../../lambda/domain/accounts/own-accounts.ts';
import { furtherReads, isNamed } from '../../lambda/domain/accounts/tenant-rules.ts';
import type { DirectoryReader } from '../../lambda/ports/accounts.ts';
import { sentenceOf } from '../operator/sentence-of.ts';
import {
  type AppKind,
  detailsCheck,
  optionalPermissionsCheck,
  permissionsCheck,
  type SignIn,
  signInCheck,
} from './app-checks.ts';
import { type Check, failed, isReady, warn } from './check.ts';
import type { Identity, Place } from './next-steps.ts';
import { roleCheck } from './role-check.ts';
import { signIn } from './sign-in.ts';
import {
  accountsCheck,
  breakGlassCheck,
  clockCheck,
  decidersCheck,
  dependantsCheck,
  designatedCheck,
  licencesCheck,
  matchersCheck,
  neverRotateCheck,
  optInCheck,
  rolesCheck,
  rotatedAccounts,
} from './tenant-checks.ts';
import type { VaultLook } from './vault-records.ts';

export interface Examination {
  readonly tenant: string;
  readonly displayName: string;
  readonly tenantId: string;
  readonly ready: boolean;
  readonly checks: readonly Check[];
  /** Own accounts of technicians, as the estate names them, that the directory has; left out: it was not read. */
  readonly ownAccounts?: readonly string[];
}

export interface Instruments {
  readonly directory: Pick<DirectoryReader, 'readTenant' | 'readDetails'>;
  readonly tokens: Readonly<Record<AppKind, GraphTokens>>;
  readonly clientIds: Readonly<Record<AppKind, string>>;
  /** Names of the apps' secrets, where they have any. */
  readonly secretNames: Readonly<Record<AppKind, string>>;
  /** How the apps prove themselves. */
  readonly credential: Estate['graph']['credential'];
  /** Classes of accounts that schedules rotate in a tenant. */
  readonly classes: (tenant: TenantWithRules) => ReadonlySet<AccountClass>;
  readonly endpoints: Pick<Place, 'graphEndpoint' | 'loginEndpoint'>;
  /** Seconds that our clock is ahead of Entra's. */
  readonly secondsAhead: (tenantId: string) => Promise<number | undefined>;
  /** `undefined`: AWS does not vouch for us. */
  readonly identity: Identity | undefined;
  /** `undefined`: the estate has no vault. */
  readonly vault?: VaultLook | undefined;
}

/** Looks at everything in one tenant that a cycle needs there. It changes nothing. */
export async function examineTenant(instruments: Instruments, tenant: TenantWithRules): Promise<Examination> {
  const { tokens, clientIds, secretNames, credential, endpoints, identity } = instruments;
  const { tenantId, name, displayName } = tenant;
  const place = { ...endpoints, tenantId };
  const reader = await signIn(tokens.reader, tenantId);
  const writer = await signIn(tokens.writer, tenantId);
  const appChecks = (kind: AppKind, result: SignIn) => {
    const app = { kind, clientId: clientIds[kind], secretName: secretNames[kind], credential };
    const signedIn = signInCheck(app, result, place, identity);
    return 'claims' in result
      ? [signedIn, permissionsCheck(app, result.claims, place, furtherReads(tenant))]
      : [signedIn];
  };
  const readerChecks = appChecks('reader', reader);
  const directory = isReady(readerChecks)
    ? await directoryChecks(instruments, tenant, (snapshot) => [
        optionalPermissionsCheck('claims' in reader ? reader.claims : {}, snapshot, place, clientIds.reader),
        detailsCheck('claims' in reader ? reader.claims : {}, snapshot, place, clientIds.reader),
        roleCheck(
          snapshot,
          tenant,
          instruments.classes(tenant),
          { clientId: clientIds.writer, claims: 'claims' in writer ? writer.claims : undefined },
          place,
        ),
      ])
    : { checks: withoutDirectory(tenant) };
  const checks = [
    clockCheck(await instruments.secondsAhead(tenantId)),
    ...readerChecks,
    ...appChecks('writer', writer),
    ...directory.checks,
  ];
  return { ...directory, tenant: name, displayName, tenantId, ready: isReady(checks), checks };
}

/** What can be said of a tenant before its directory may be read, so that nobody has to come back for it. */
const withoutDirectory = (tenant: TenantWithRules): readonly Check[] => [
  ...designatedCheck(tenant),
  warn(
    'writer role',
    'which one the writer needs, if any, shows when the reader may read the directory',
    `then: rotation onboard --tenant ${tenant.name}`,
  ),
];

/** Of what people are told, only the groups of notes are looked at here. */
const ABOUT_NOBODY = { accountIds: [], units: false, appIds: [], namelessGroupIds: [] };

async function directoryChecks(
  { directory, vault }: Instruments,
  tenant: TenantWithRules,
  appChecks: (snapshot: DirectorySnapshot) => readonly Check[],
): Promise<Pick<Examination, 'checks' | 'ownAccounts'>> {
  const read = await directory.readTenant(tenant.tenantId, furtherReads(tenant)).then(
    (snapshot) => ({ snapshot }),
    (error: unknown) => ({ failure: sentenceOf(error) }),
  );
  if ('failure' in read) {
    return { checks: [failed('directory', read.failure, 'if Graph was busy, try again in a few minutes')] };
  }
  const { snapshot } = read;
  const { groups } = await directory.readDetails(tenant.tenantId, { ...ABOUT_NOBODY, ...readsForNotes(tenant) });
  const designated = [
    breakGlassCheck(snapshot, tenant),
    neverRotateCheck(snapshot, tenant),
    decidersCheck(snapshot, tenant),
  ];
  const checks = [
    ...appChecks(snapshot),
    licencesCheck(snapshot),
    rolesCheck(snapshot),
    ...designated,
    matchersCheck(snapshot, tenant),
    ...optInCheck(snapshot, tenant),
    ...dependantsCheck({ ...snapshot, groups: [...snapshot.groups, ...groups] }, tenant),
    // Without those nothing is rotated anyway, and they have said why.
    ...(isReady(designated) ? [accountsCheck(snapshot, tenant)] : []),
    ...(isReady(designated) ? ((await vault?.(tenant, rotatedAccounts(snapshot, tenant))) ?? []) : []),
  ];
  const named = tenant.deciders.flatMap(({ ownAccounts }) => ownAccounts.map(nameOf));
  return { checks, ownAccounts: named.filter((each) => snapshot.users.some((user) => isNamed(user, each))) };
}
