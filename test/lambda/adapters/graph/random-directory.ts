import type { ExclusionReason } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import type { AccountMatcher, AdminRules, TenantRules } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import { Seeded } from '../../../evidence/seeded.ts';
import { aDecider } from '../../domain/accounts/directories.ts';

/**
 * Tenants as Graph would show them, made from a truth: each account is first given what it is, and then the fields, roles and
 * groups that show it. So what is found can be compared with what is so, and not with another reading of the same fields.
 */
export interface RandomTenant {
  readonly tenantId: string;
  readonly rules: TenantRules & { readonly tenantId: string };
  readonly truths: readonly Truth[];
  /** Answers of Graph by path, without the query; lists that are asked for by group, with `#<group id>` behind it. */
  readonly lists: ReadonlyMap<string, Answer>;
}

/** All rows, or a refusal. */
type Answer = readonly object[] | { readonly status: number; readonly code: string };

export interface Truth {
  readonly id: string;
  readonly breakGlass: boolean;
  /** Why it must never be rotated; any of them may be given. None: nothing forbids it. */
  readonly never: readonly ExclusionReason[];
  readonly admin: boolean;
  /** Chosen as service account, and of no role that would stand against it. */
  readonly service: boolean;
  readonly optedIn: boolean;
  readonly globalAdministrator: boolean;
  /** Without having to activate it first. */
  readonly globalAdministratorNow: boolean;
  /** Able to sign in with the password that it has. */
  readonly signsIn: boolean;
  readonly changed: string;
}

/** Numbers from a seed: the same estate every time. */
export type Random = (below: number) => number;
export function randomFrom(seed: number): Random {
  const seeded = new Seeded(seed);
  return (below) => seeded.below(below);
}

const one = <T>(random: Random, list: readonly [T, ...T[]]): T => list[random(list.length)] ?? list[0];
const uuid = (random: Random) => {
  const hex = (digits: number) =>
    random(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
};

/** A way to be an account that is never rotated. `listed` and the blocked ones are seen to where they are used. */
interface Condition {
  readonly reason: ExclusionReason;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly missing?: string;
  readonly local?: (n: number) => string;
  readonly domain?: string;
}

const guest = 'guest';
const conditions: readonly [Condition, ...Condition[]] = [
  { reason: 'synced', fields: { onPremisesSyncEnabled: true } },
  { reason: 'restricted', fields: { isManagementRestricted: true } },
  { reason: 'ai-identity', fields: { identityParentId: '7d0c' } },
  { reason: guest, fields: { userType: 'Guest' } },
  { reason: guest, fields: { userType: 'guest' } },
  { reason: guest, fields: { externalUserState: 'PendingAcceptance' } },
  { reason: guest, local: (n) => `anna${n}_partner.example#EXT#` },
  { reason: 'federated', domain: 'fed.example' },
  { reason: 'federated', domain: 'FED.example' },
  { reason: 'federated', domain: 'sub.fed.example' },
  { reason: 'sync-service', local: (n) => `Sync_DC${n}_0123456789ab` },
  { reason: 'sync-service', local: (n) => `AAD_${n.toString(16)}abc` },
  { reason: 'sync-service', fields: { displayName: 'On-Premises Directory Synchronization Service Account' } },
  { reason: 'listed' },
  { reason: 'disabled', fields: { accountEnabled: false } },
  { reason: 'mailbox', fields: { accountEnabled: false, assignedLicenses: [] } },
  { reason: 'unknown-data', missing: 'accountEnabled' },
  { reason: 'unknown-data', fields: { accountEnabled: 'true' } },
  { reason: 'unknown-data', missing: 'userType' },
  { reason: 'unknown-data', fields: { userType: 'Robot' } },
  { reason: 'unknown-data', fields: { accountEnabled: null } },
  { reason: 'unknown-data', missing: 'displayName' },
  { reason: 'unknown-data', missing: 'onPremisesSyncEnabled' },
  { reason: 'unknown-data', fields: { onPremisesSyncEnabled: 'no' } },
  { reason: 'unknown-data', missing: 'isManagementRestricted' },
  { reason: 'unknown-data', domain: 'untold.example' },
  { reason: 'unknown-data', domain: 'nowhere.example' },
];

const keysOf = ({ fields = {}, missing, local, domain }: Condition) => [
  ...Object.keys(fields),
  ...(missing === undefined ? [] : [missing]),
  ...(local === undefined && domain === undefined ? [] : ['userPrincipalName']),
];

const GLOBAL = '62e90394-69f5-4237-9190-012177145e10';
const role = {
  global: GLOBAL,
  exchange: '29232cdf-9323-42fd-ade2-1d097af3e4de',
  /** Labelled PRIVILEGED. */
  helpdesk: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  custom: '0c0c0c0c-0000-4000-8000-000000000001',
  reader: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  sync: 'd29b2b05-8046-44ba-8758-1e26182fcf32',
  /** Not among the tenant's definitions. */
  ghost: '0dd00dd0-0000-4000-8000-000000000002',
} as const;
type RoleName = keyof typeof role;

/** What a role means in a tenant: it makes an admin, it means nothing, or it makes nobody an admin and forbids the lesser class. */
type Meaning = 'counts' | 'ignored' | 'neither';
type Meanings = Readonly<Record<RoleName, Meaning>>;

/** Draws what each role means, and the rules by which an estate would say so. */
function drawMeanings(random: Random): { readonly means: Meanings; readonly admins: AdminRules } {
  const roles = one(random, ['all', 'all', 'privileged'] as const);
  const free: readonly [Meaning, ...Meaning[]] =
    roles === 'all' ? ['counts', 'counts', 'ignored'] : ['counts', 'neither', 'ignored'];
  const always = { global: 'counts', sync: 'counts', ghost: 'counts' } as const;
  const drawn = {
    exchange: one(random, free),
    custom: one(random, free),
    helpdesk: one(random, ['counts', 'counts', 'ignored'] as const),
    reader: one(random, ['ignored', 'ignored', 'ignored', ...free] as const),
  };
  const idsOf = (meaning: Meaning) =>
    (['exchange', 'custom', 'helpdesk', 'reader'] as const)
      .filter((name) => drawn[name] === meaning)
      .map((name) => (random(2) === 0 ? role[name] : role[name].toUpperCase()));
  return { means: { ...always, ...drawn }, admins: { roles, ignore: idsOf('ignored'), further: idsOf('counts') } };
}

interface Held {
  readonly role: RoleName;
  readonly scope: string;
  readonly eligible: boolean;
  readonly foreign: boolean;
  readonly group: boolean;
  /** Of a group: may become a member of it. */
  readonly pim: boolean;
  /** How: by itself, as one of a plain group that may, or as one that may become a member of such a plain group. */
  readonly by: 'itself' | 'plain' | 'plain-eligible';
}

const FOREIGN = 'f0000000-0000-4000-8000-00000000000f';
const domains = [
  { id: 'contoso.example', authenticationType: 'Managed' },
  { id: 'contoso.onmicrosoft.com', authenticationType: 'Managed' },
  { id: 'fed.example', authenticationType: 'Federated' },
  { id: 'untold.example', authenticationType: null },
];

export function randomTenant(random: Random, size: number): RandomTenant {
  const tenantId = uuid(random);
  const premium = random(2) === 0;
  /** Whether the optional permission for PIM for Groups was granted. */
  const pimTold = premium && random(3) > 0;
  const { means, admins } = drawMeanings(random);
  const breakGlassGlobal = random(3) > 0;
  const breakGlassGroup = random(2) === 0 ? uuid(random) : undefined;
  const [serviceGroup, optInGroup] = [uuid(random), uuid(random)];
  const wantsOptIn = random(3) === 0;
  const configured = new Map<string, object[]>([
    [serviceGroup, []],
    [optInGroup, []],
  ]);
  if (breakGlassGroup !== undefined) configured.set(breakGlassGroup, []);
  const join = (groupId: string | undefined, id: string) =>
    configured.get(groupId ?? '')?.push({ id: random(2) === 0 ? id : id.toUpperCase() });
  const neverRotate: string[] = [];
  const optIns: AccountMatcher[] = [{ extensionAttribute: 8, equals: 'yes' }, { group: optInGroup }];
  const serviceRules: AccountMatcher[] = [
    { userPrincipalNamePrefix: 'svc-' },
    { displayNamePrefix: 'Service' },
    { extensionAttribute: 7, equals: 'rotate' },
    { attributeSet: 'Rotation', attribute: 'Kind', equals: 'service' },
    { property: 'department', equals: 'Machines' },
    { group: random(2) === 0 ? serviceGroup : serviceGroup.toUpperCase() },
  ];
  const active: object[] = [];
  const eligible: object[] = [];
  const groups = new Map<
    string,
    { readonly id: string; readonly displayName: string; readonly members: object[]; readonly eligible: object[] }
  >();
  /** Groups that hold nothing, and are eligible members of one that does, or of each other. */
  const plainGroups: { readonly id: string; readonly members: object[]; readonly eligible: object[] }[] = [];
  const plainOf = (holding: { readonly eligible: object[] }) => {
    const [some] = plainGroups;
    const plain = { id: uuid(random), members: [] as object[], eligible: [] as object[] };
    plainGroups.push(plain);
    // Straight below the group that holds the role, or below a plain one that leads there; the latter leads back now and then.
    const middle =
      random(3) === 0 ? { id: uuid(random), members: [], eligible: [{ principalId: plain.id }] } : undefined;
    if (middle !== undefined) plainGroups.push(middle);
    if (random(2) === 0) plain.eligible.push({ principalId: (middle ?? plain).id });
    if (some === plain) plain.eligible.push({ principalId: plain.id.toUpperCase() });
    holding.eligible.push({ principalId: (middle ?? plain).id, accessId: 'member' });
    return plain;
  };
  const plainBelow = new Map<string, ReturnType<typeof plainOf>>();
  const assign = (principalId: string, each: Held) => {
    const row = {
      id: `${principalId}-${each.role}`,
      principalId,
      roleDefinitionId: role[each.role],
      directoryScopeId: each.scope,
      appScopeId: null,
      principalOrganizationId: each.foreign ? FOREIGN : random(9) === 0 ? undefined : tenantId,
    };
    (each.eligible ? eligible : active).push(row);
  };
  const hold = (id: string, each: Held) => {
    if (!each.group) return assign(id, each);
    const key = `${each.role} ${each.scope} ${each.eligible} ${each.foreign}`;
    let group = groups.get(key);
    if (group === undefined) {
      const groupId = uuid(random);
      group = { id: groupId, displayName: key, members: [], eligible: [] };
      groups.set(key, group);
      assign(groupId, each);
    }
    const may = { principalId: id, accessId: one(random, ['member', 'Member', undefined]) };
    if (!each.pim) group.members.push({ id });
    else if (each.by === 'itself') group.eligible.push(may);
    else {
      const plain = plainBelow.get(key) ?? plainOf(group);
      plainBelow.set(key, plain);
      if (each.by === 'plain') plain.members.push({ id });
      else plain.eligible.push(may);
    }
  };

  const users: object[] = [];
  const truths = Array.from({ length: size }, (_, n): Truth => {
    const id = uuid(random);
    const isFirst = n === 0;
    const isBreakGlass = isFirst || (breakGlassGroup !== undefined && random(30) === 0);
    if (isBreakGlass) join(breakGlassGroup, id);
    const held = isFirst ? breakGlassRoles(breakGlassGlobal) : randomRoles(random);
    const isGlobal = held.some((each) => each.role === 'global');
    const drawn = isBreakGlass || random(3) === 0 ? [] : randomConditions(random, isGlobal);
    const chosen = !isBreakGlass && random(4) === 0;
    const optedIn = random(2) === 0;
    const { user, listed, by, optedBy } = userOf(random, n, id, drawn, isFirst, chosen, optedIn);
    users.push(user);
    if (listed) neverRotate.push(random(2) === 0 ? id.toUpperCase() : user.userPrincipalName);
    if (by === 'account') serviceRules.push({ account: id });
    if (by === 'group') join(serviceGroup, id);
    if (optedBy === 'account') optIns.push({ account: id });
    if (optedBy === 'group') join(optInGroup, id);
    for (const each of held) hold(id, each);
    const own = held.filter((each) => !each.foreign && (premium || !each.eligible) && (pimTold || !each.pim));
    const has = (name: RoleName) => own.some((each) => each.role === name);
    const admin = own.some((each) => means[each.role] === 'counts');
    const holdsSome = own.some((each) => means[each.role] !== 'ignored');
    const reasons = drawn.map(({ reason }) => (reason === 'mailbox' && holdsSome ? 'disabled' : reason));
    return {
      id,
      breakGlass: isBreakGlass,
      never: [
        ...reasons,
        ...(has('sync') ? (['sync-service'] as const) : []),
        ...(has('ghost') ? (['unknown-data'] as const) : []),
      ],
      admin,
      service: chosen && !holdsSome,
      optedIn: optedIn || !wantsOptIn,
      globalAdministrator: own.some((each) => each.role === 'global' && each.scope === '/'),
      globalAdministratorNow: own.some(
        (each) => each.role === 'global' && each.scope === '/' && !each.eligible && !each.pim,
      ),
      signsIn:
        !drawn.some(({ reason }) =>
          ['disabled', 'mailbox', 'guest', 'unknown-data', 'ai-identity', 'sync-service'].includes(reason),
        ) && !has('ghost'),
      changed: user.lastPasswordChangeDateTime,
    };
  });
  const definitions = [
    ...(['global', 'exchange', 'helpdesk', 'reader', 'sync'] as const).map((name) => ({
      id: role[name],
      templateId: role[name],
      displayName: name,
    })),
    // A custom role may claim to be another one.
    {
      id: role.custom,
      templateId: one(random, [null, role.reader, role.global]),
      displayName: 'custom',
      isBuiltIn: false,
    },
  ];
  active.push({ id: 'app', principalId: uuid(random), roleDefinitionId: role.exchange, directoryScopeId: '/' });
  return {
    tenantId,
    truths,
    rules: {
      tenantId,
      name: 'random',
      displayName: 'Random',
      breakGlass:
        breakGlassGroup === undefined
          ? { accounts: ['bg1@contoso.onmicrosoft.com'] }
          : { accounts: random(2) === 0 ? ['bg1@contoso.onmicrosoft.com'] : [], groups: [breakGlassGroup] },
      neverRotate,
      serviceAccounts: serviceRules,
      ...(wantsOptIn ? { serviceOptIn: optIns } : {}),
      admins,
      deciders: [aDecider('Ada')],
      twoPersons: { roles: [], tenants: [] },
    },
    lists: new Map<string, Answer>([
      ['/users', users],
      ['/organization', organizationOf(random, tenantId)],
      ['/roleManagement/directory/roleDefinitions', definitions],
      ['/roleManagement/directory/roleAssignments', active],
      [
        '/roleManagement/directory/roleEligibilityScheduleInstances',
        premium ? eligible : { status: 400, code: 'AadPremiumLicenseRequired' },
      ],
      ['/groups', [...groups.values(), { id: uuid(random), displayName: 'Holds nothing' }]],
      ['/domains', domains],
      [GROUPS_BY_ID, [...groups.values(), ...plainGroups, { id: 'none' }].map(({ id }) => ({ id }))],
      ...plainGroups.map(({ id }): [string, Answer] => [`/groups/${id}/transitiveMembers/microsoft.graph.group`, []]),
      ...[...groups.values(), ...plainGroups].flatMap(({ id, members, eligible: may }): [string, Answer][] => [
        [membersPath(id), members],
        [
          `${PIM_FOR_GROUPS}#${id}`,
          pimTold
            ? [...may, ...ownersOf(random, users)]
            : { status: one(random, [403, 404, 501]), code: 'Authorization_RequestDenied' },
        ],
      ]),
      ...[...configured].flatMap(([id, members]): [string, Answer][] =>
        // An empty group may as well be none.
        members.length === 0 && random(2) === 0 ? [] : [[membersPath(id), members]],
      ),
    ]),
  };
}

/** Rows of `/groups` where it is asked for ids. */
export const GROUPS_BY_ID = '/groups#by-id';
export const PIM_FOR_GROUPS = '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances';
const membersPath = (groupId: string) => `/groups/${groupId}/transitiveMembers/microsoft.graph.user`;

/** Who may become an owner holds no role by that. */
const ownersOf = (random: Random, users: readonly object[]) =>
  users
    .filter(() => random(50) === 0)
    .map((user) => ({ principalId: Object.entries(user).find(([name]) => name === 'id')?.[1], accessId: 'owner' }));

function organizationOf(random: Random, tenantId: string): Answer {
  const plan = { servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', capabilityStatus: 'Enabled' };
  return one<Answer>(random, [
    [{ id: tenantId, assignedPlans: [plan] }],
    [{ id: tenantId.toUpperCase(), assignedPlans: null }],
    [{ assignedPlans: 'none' }],
    [],
    { status: 404, code: 'Request_ResourceNotFound' },
    { status: 500, code: 'InternalServerError' },
  ]);
}

const breakGlassRoles = (global: boolean): readonly Held[] =>
  global
    ? [{ role: 'global', scope: '/', eligible: false, foreign: false, group: false, pim: false, by: 'itself' }]
    : [];

function randomRoles(random: Random): readonly Held[] {
  if (random(3) > 0) return [];
  const held = Array.from({ length: 1 + random(3) }, (): Held => {
    const scope = one(random, ['/', '/', '/administrativeUnits/1', '/5a5a5a5a-0000-4000-8000-00000000a001']);
    const group = random(3) === 0;
    return {
      role: one(random, [
        'global',
        'exchange',
        'helpdesk',
        'custom',
        'custom',
        'reader',
        'reader',
        'sync',
        'ghost',
      ] as const),
      scope,
      eligible: random(4) === 0,
      foreign: random(6) === 0,
      group,
      pim: group && random(3) === 0,
      by: one(random, ['itself', 'plain', 'plain-eligible'] as const),
    };
  });
  // So that who is Global Administrator has at most one reason to be left out, and it is clear which.
  return held.some((each) => each.role === 'global')
    ? held.filter((each) => each.role !== 'sync' && each.role !== 'ghost')
    : held;
}

/** One, or two that show in different fields. */
function randomConditions(random: Random, onlyOne: boolean): readonly Condition[] {
  const first = one(random, conditions);
  const second = one(random, conditions);
  const taken = keysOf(first);
  const both = !onlyOne && random(4) === 0 && !keysOf(second).some((key) => taken.includes(key));
  return both ? [first, second] : [first];
}

function userOf(
  random: Random,
  n: number,
  id: string,
  drawn: readonly Condition[],
  isBreakGlass: boolean,
  service: boolean,
  optedIn: boolean,
) {
  const local = drawn.find((each) => each.local !== undefined)?.local?.(n);
  const domain = drawn.find((each) => each.domain !== undefined)?.domain;
  const fixedName = drawn.some(({ fields, missing }) => fields?.displayName !== undefined || missing === 'displayName');
  const wished = service
    ? one(random, ['prefix', 'name', 'attribute', 'account', 'group', 'security', 'department'] as const)
    : undefined;
  const impossible = (wished === 'prefix' && local !== undefined) || (wished === 'name' && fixedName);
  const by = impossible ? 'attribute' : wished;
  const byPrefix = by === 'prefix';
  const byName = by === 'name';
  const byAttribute = by === 'attribute';
  const optedBy = optedIn ? one(random, ['attribute', 'account', 'group'] as const) : undefined;
  // Not everything that looks like a service account is one.
  const common = one(random, [`user${n}`, `service.desk${n}`, `xsvc-${n}`, `svc${n}`]);
  const upn = isBreakGlass
    ? 'bg1@contoso.onmicrosoft.com'
    : `${local ?? (byPrefix ? `${one(random, ['svc-', 'SVC-'])}${n}` : common)}@${domain ?? one(random, ['contoso.example', 'eu.contoso.example', 'Contoso.example'])}`;
  const attribute = byAttribute ? 'rotate' : one(random, [null, 'Rotate', 'rotate ', '']);
  const user: Record<string, unknown> = {
    displayName: byName ? `Service ${n}` : one(random, ['Customer Service Desk', 'Services Team', `Anna ${n}`, null]),
    accountEnabled: true,
    // null: from before September 2014, and a member.
    userType: one(random, ['Member', 'member', null]),
    externalUserState: null,
    onPremisesSyncEnabled: one(random, [null, false]),
    onPremisesExtensionAttributes:
      one(random, [0, 1]) === 0 || byAttribute || optedBy === 'attribute'
        ? { extensionAttribute7: attribute, extensionAttribute8: optedBy === 'attribute' ? 'yes' : 'no' }
        : null,
    customSecurityAttributes:
      by === 'security'
        ? { Rotation: { '@odata.type': '#x', Kind: one<unknown>(random, ['service', ['other', 'service']]) } }
        : one<unknown>(random, [undefined, null, { Rotation: { Kind: 'Service' } }, { Other: { Kind: 'service' } }, 7]),
    department: by === 'department' ? 'Machines' : one(random, [undefined, null, 'machines']),
    isManagementRestricted: one(random, [null, false]),
    identityParentId: null,
    passwordPolicies: one(random, [null, 'DisablePasswordExpiration']),
    assignedLicenses: drawn.some(({ reason }) => reason === 'disabled') || random(2) === 0 ? [{ skuId: 'x' }] : [],
    ...Object.assign({}, ...drawn.map(({ fields = {} }) => fields)),
  };
  for (const { missing } of drawn) if (missing !== undefined) delete user[missing];
  const lastPasswordChangeDateTime = new Date(
    Date.UTC(2023, 0, 1 + random(900), random(24), random(60), n % 60),
  ).toISOString();
  return {
    user: { ...user, id, userPrincipalName: upn, lastPasswordChangeDateTime },
    listed: drawn.some(({ reason }) => reason === 'listed'),
    by,
    optedBy,
  };
}
