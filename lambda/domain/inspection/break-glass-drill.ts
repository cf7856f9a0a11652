import type { LastSignIn } from '../accounts/account.ts';
import { type AccountFacts, accountFacts, groupProblem } from '../accounts/account-facts.ts';
import type { DirectorySnapshot, DirectoryUser } from '../accounts/directory.ts';
import { type HeldRole, isGlobalAdministrator } from '../accounts/directory-roles.ts';
import { neverRotateReason } from '../accounts/never-rotate.ts';
import { isNamed, type TenantRules } from '../accounts/tenant-rules.ts';
import { type Finding, type Result, resultOf } from './inspection.ts';

/**
 * Whether the accounts for emergencies would work: they are there, live in the cloud alone, may sign in, hold Global Administrator for good, are
 * two at least, have a passkey or a certificate, were tried lately, and are left out of rotations.
 *
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
 */

/** What only the drill reads. What may not be read is not known, with a sentence that says why and what to do. */
export interface EmergencyFacts {
  /** Of direct assignments of roles, whether and until when. `not-licensed`: without PIM every assignment is for good. */
  readonly schedules: readonly RoleSchedule[] | 'not-licensed' | NotTold;
  /** By account id in lower case. */
  readonly accounts: ReadonlyMap<string, SignInFacts>;
}

export interface SignInFacts {
  readonly methods: readonly SignInMethod[] | NotTold;
  readonly lastSignIn: LastSignIn | NotTold;
}

/** What Entra calls it, such as `fido2`. Passkeys are `fido2` there. */
export type SignInMethod = 'fido2' | 'certificate' | 'other';

export interface NotTold {
  readonly notTold: string;
}

export interface RoleSchedule {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly directoryScopeId: string;
  /** `Assigned`, or `Activated` from an eligibility. */
  readonly assignmentType: string | undefined;
  /** ISO 8601. Left out: it has no end. */
  readonly endDateTime: string | undefined;
}

/** The accounts that the estate designates and the directory has. */
export function designatedAccounts(
  { users, groups }: Pick<DirectorySnapshot, 'users' | 'groups'>,
  { breakGlass }: Pick<TenantRules, 'breakGlass'>,
): readonly DirectoryUser[] {
  const wanted = (breakGlass.groups ?? []).map((each) => each.toLowerCase());
  const members = new Set(
    groups
      .filter(({ id }) => wanted.includes(id.toLowerCase()))
      .flatMap(({ memberIds = [] }) => memberIds.map((each) => each.toLowerCase())),
  );
  return users.filter(
    (user) => members.has(user.id.toLowerCase()) || breakGlass.accounts.some((each) => isNamed(user, each)),
  );
}

/** @param now  a sign-in is compared with it */
export function breakGlassResult(
  snapshot: DirectorySnapshot,
  tenant: TenantRules,
  facts: EmergencyFacts,
  now: Date,
): Result {
  const { accounts, groups = [], waiver } = tenant.breakGlass;
  if (accounts.length + groups.length === 0) {
    return waiver === undefined
      ? resultOf([failed('none-designated', 'The estate names no break-glass account: name two under breakGlass.')])
      : { verdict: 'waived', findings: [], accounts: [] };
  }
  const users = designatedAccounts(snapshot, tenant);
  const factsOf = accountFacts(snapshot);
  const found = users.map((user) => {
    const account = factsOf(user);
    return { account, findings: findingsOf(account, tenant, facts, now) };
  });
  const missing = accounts
    .filter((each) => !users.some((user) => isNamed(user, each)))
    .map((each) =>
      failed('not-found', 'The directory has no such account: was it renamed or deleted? Correct breakGlass.', each),
    );
  const useless = groups.flatMap((id) => {
    const problem = groupProblem(snapshot.groups, id);
    return problem === undefined ? [] : [failed('group', `${sentenceCase(problem)}: correct breakGlass.groups.`)];
  });
  const usable = found.filter(
    ({ findings }) => !findings.some(({ code, state }) => state === 'failed' && usability.has(code)),
  );
  const fewer =
    usable.length >= 2
      ? []
      : [
          failed(
            'only-one',
            `${usable.length === 0 ? 'No account' : 'Only one account'} for emergencies could be used: there must be two, so that one may fail.`,
          ),
        ];
  return resultOf(
    [...missing, ...useless, ...fewer, ...found.flatMap(({ findings }) => findings)],
    users.map(({ id, userPrincipalName }) => ({ accountId: id, userPrincipalName })),
  );
}

/** Without these nobody gets in with the account, or gets anything done. */
const usability: ReadonlySet<string> = new Set(['not-cloud-only', 'blocked', 'not-permanent']);

function findingsOf(
  account: AccountFacts,
  tenant: TenantRules,
  { schedules, accounts }: EmergencyFacts,
  now: Date,
): readonly Finding[] {
  const { user, federated, roles } = account;
  const signIn = accounts.get(user.id.toLowerCase()) ?? UNREAD;
  const about = [
    ...originFindings(user, federated),
    ...signInFindings(user),
    ...roleFindings(user, roles, schedules),
    ...methodFindings(signIn.methods),
    ...testFindings(signIn.lastSignIn, now),
    ...(neverRotateReason(account, tenant) === 'break-glass'
      ? []
      : [failed('not-left-out', 'Rotations would not leave it out as a break-glass account: correct breakGlass.')]),
  ];
  return about.map((each) => ({ ...each, account: user.userPrincipalName }));
}

const UNREAD: SignInFacts = {
  methods: { notTold: 'Its sign-in methods were not read.' },
  lastSignIn: { notTold: 'Its sign-ins were not read.' },
};

function originFindings(user: DirectoryUser, federated: boolean | undefined): readonly Finding[] {
  const code = 'not-cloud-only';
  if (user.userType?.toLowerCase() === 'guest') return [failed(code, 'It is a guest: its home is another tenant.')];
  if (user.onPremisesSyncEnabled === true) {
    return [failed(code, 'It is synchronized from on premises: make one that lives in the cloud alone.')];
  }
  if (federated === true) {
    return [failed(code, 'Another identity provider signs it in: give it a name of the .onmicrosoft.com domain.')];
  }
  if (user.onPremisesSyncEnabled === undefined || federated === undefined || user.userType === undefined) {
    return [unknown(code, 'The directory did not tell whether it lives in the cloud alone.')];
  }
  return [];
}

function signInFindings({ accountEnabled }: DirectoryUser): readonly Finding[] {
  if (accountEnabled === true) return [];
  return [
    accountEnabled === false
      ? failed('blocked', 'Its sign-in is blocked: let it sign in.')
      : unknown('blocked', 'The directory did not tell whether it may sign in.'),
  ];
}

function roleFindings(
  { id }: DirectoryUser,
  roles: readonly HeldRole[],
  schedules: EmergencyFacts['schedules'],
): readonly Finding[] {
  const code = 'not-permanent';
  const give = 'assign it directly, active, with no end';
  const held = roles.filter(isGlobalAdministrator);
  const active = held.filter((each) => each.active);
  if (held.length === 0) return [failed(code, `It does not hold Global Administrator for the whole tenant: ${give}.`)];
  if (active.length === 0) {
    return [failed(code, `It must activate Global Administrator first, which an emergency may prevent: ${give}.`)];
  }
  if (!active.some(({ path }) => path === 'direct')) {
    const by = active.map(({ path }) => path).join(', ');
    return [
      unknown(code, `It holds Global Administrator ${by}: whether that has no end is not shown. Rather ${give}.`),
    ];
  }
  if (schedules === 'not-licensed') return [];
  if ('notTold' in schedules) return [unknown(code, schedules.notTold)];
  const definitions = new Set(active.map(({ definitionId }) => definitionId.toLowerCase()));
  const own = schedules.filter(
    (each) =>
      each.principalId.toLowerCase() === id.toLowerCase() &&
      definitions.has(each.roleDefinitionId.toLowerCase()) &&
      each.directoryScopeId === '/',
  );
  const assigned = own.filter(({ assignmentType }) => assignmentType?.toLowerCase() === 'assigned');
  if (assigned.some(({ endDateTime }) => endDateTime === undefined)) return [];
  const [until] = assigned.map(({ endDateTime = '' }) => endDateTime).toSorted((one, other) => (one < other ? 1 : -1));
  if (until !== undefined) return [failed(code, `It holds Global Administrator until ${until} only: ${give}.`)];
  return [
    own.length === 0
      ? unknown(code, 'PIM did not tell whether its role has an end.')
      : failed(code, `It holds Global Administrator only while activated: ${give}.`),
  ];
}

function methodFindings(methods: SignInFacts['methods']): readonly Finding[] {
  const code = 'no-strong-method';
  if ('notTold' in methods) return [unknown(code, methods.notTold)];
  return methods.some((each) => each !== 'other')
    ? []
    : [failed(code, 'It has neither a passkey (FIDO2) nor a certificate, and Entra asks for one at each portal.')];
}

/** Microsoft advises to try them every 90 days. */
const TESTED_WITHIN_DAYS = 90;
const TRY_IT = 'sign in with it once, and sign out again';

function testFindings(signIn: SignInFacts['lastSignIn'], now: Date): readonly Finding[] {
  const code = 'not-tested';
  if ('notTold' in signIn) return [unknown(code, signIn.notTold)];
  if (signIn.kind === 'none-on-record') {
    return [failed(code, `No sign-in with it is on record: ${TRY_IT}.`)];
  }
  const days = (now.getTime() - Date.parse(signIn.at)) / 86_400_000;
  const on = signIn.at.slice(0, 10);
  if (!(days <= TESTED_WITHIN_DAYS)) {
    return [
      failed(code, `The last sign-in with it was on ${on}, more than ${TESTED_WITHIN_DAYS} days ago: ${TRY_IT}.`),
    ];
  }
  return signIn.kind === 'succeeded'
    ? []
    : [unknown(code, `Somebody tried to sign in with it on ${on}; whether it succeeded is not told: ${TRY_IT}.`)];
}

const failed = (code: Finding['code'], sentence: string, account?: string): Finding => ({
  code,
  state: 'failed',
  sentence,
  ...(account === undefined ? {} : { account }),
});

const unknown = (code: Finding['code'], sentence: string): Finding => ({ code, state: 'unknown', sentence });

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
