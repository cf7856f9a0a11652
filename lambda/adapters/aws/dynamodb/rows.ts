import * as z from 'zod';
import { exclusionReasons } from '../../../domain/accounts/account.ts';
import { auditActions } from '../../../domain/audit/audit-record.ts';
import { finalStatuses } from '../../../domain/rotation/rotation.ts';

/** What rows of the two tables hold. A row that does not fit is an error, never a guess. */

const accountClass = z.enum(['admin', 'service']);

const person = z.object({
  kind: z.literal('technician'),
  objectId: z.string(),
  tenantId: z.string(),
  name: z.string(),
});
const actor = z.discriminatedUnion('kind', [
  person,
  z.object({ kind: z.literal('operator'), name: z.string() }),
  z.object({ kind: z.literal('system'), name: z.string() }),
  z.object({ kind: z.literal('unknown') }),
]);

const decision = z.object({ by: person, at: z.string(), reason: z.string().optional() });
const staged = { decision, versionId: z.string() };
const attempted = {
  ...staged,
  passwordChangedBefore: z.string().nullable(),
  attemptedFrom: z.string(),
  attemptedAt: z.string(),
};
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answered'), graphRequestId: z.string() }),
  z.object({ kind: z.literal('answered-without-id') }),
  z.object({ kind: z.literal('seen-in-directory') }),
  z.object({ kind: z.literal('told-by-a-person') }),
]);
const proven = { ...attempted, answer, passwordChangedAt: z.string() };

const rotationState = z.discriminatedUnion('status', [
  z.object({ status: z.literal('awaiting-approval') }),
  z.object({ status: z.literal('approved'), decision }),
  z.object({ status: z.literal('rejected'), decision }),
  z.object({ status: z.literal('expired') }),
  z.object({ status: z.literal('staged'), ...staged }),
  z.object({ status: z.literal('maybe-applied'), ...attempted }),
  z.object({ status: z.literal('applied'), ...attempted, answer }),
  z.object({ status: z.literal('proven'), ...proven }),
  z.object({ status: z.literal('current'), ...proven }),
  z.object({ status: z.literal('delivered'), ...proven, linkId: z.string() }),
  z.object({ status: z.literal('rotated'), ...proven, linkId: z.string().optional() }),
  z.object({ status: z.literal('failed'), decision: decision.optional(), reason: z.string() }),
  z.object({ status: z.literal('uncertain'), ...attempted, answer: answer.optional(), reason: z.string() }),
]);

/** What discovery knew of an account. A field that is missing was not known, and what is not known refuses. */
const accountFacts = z.object({
  user: z.object({
    id: z.string(),
    userPrincipalName: z.string(),
    displayName: z.string(),
    accountEnabled: z.boolean().optional(),
    userType: z.string().optional(),
    externalUserState: z.string().optional(),
    onPremisesSyncEnabled: z.boolean().optional(),
    isManagementRestricted: z.boolean().optional(),
    identityParentId: z.string().optional(),
    lastPasswordChangeDateTime: z.string().optional(),
    passwordPolicies: z.string().optional(),
    department: z.string().optional(),
    jobTitle: z.string().optional(),
    employeeType: z.string().optional(),
    licensed: z.boolean(),
    extensionAttributes: z.record(z.string(), z.string()),
    securityAttributes: z.record(z.string(), z.array(z.string())),
  }),
  roles: z.array(
    z.object({
      definitionId: z.string(),
      name: z.string(),
      templateId: z.string().optional(),
      scope: z.string(),
      path: z.string(),
      active: z.boolean(),
      known: z.boolean(),
    }),
  ),
  federated: z.boolean().optional(),
  groups: z.array(z.object({ groupId: z.string(), member: z.boolean() })),
});

const includedAccount = z.object({
  accountId: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string(),
  class: accountClass,
  reasons: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('role'),
        role: z.string(),
        roleTemplateId: z.string().optional(),
        scope: z.string(),
        path: z.string(),
        privileged: z.boolean(),
      }),
      z.object({ kind: z.literal('matcher'), matcher: z.string() }),
    ]),
  ),
  globalAdministrator: z.boolean(),
  standIns: z.array(z.string()).optional(),
  passwordChangedAt: z.string().optional(),
  passwordNeverExpires: z.boolean(),
  observed: accountFacts,
});

/** An account that a dry run would rotate. */
export const proposalRow = includedAccount.omit({ observed: true });

export const rotationRow = z.object({
  cycleId: z.string(),
  tenantId: z.string(),
  accountId: z.string(),
  rotationId: z.string(),
  account: includedAccount,
  tenantDisplayName: z.string(),
  decideBefore: z.string(),
  state: rotationState,
  closed: z.boolean(),
  countedAs: z.enum(finalStatuses).optional(),
  reopened: z.int().optional(),
  run: z.int().optional(),
  replaced: z.int().optional(),
  revision: z.int(),
});

export const exclusionRow = z.object({
  accountId: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string(),
  class: accountClass,
  reason: z.enum(exclusionReasons),
});

const counts = z.record(z.string(), z.int());

const totals = z.object({
  tenants: z.int(),
  tenantsFailed: z.int(),
  accountsSeen: z.int(),
  excluded: counts,
  approved: z.int(),
  rejected: z.int(),
  expired: z.int(),
  rotated: z.int(),
  failed: z.int(),
  uncertain: z.int(),
  linksIssued: z.int(),
});

export const cycleRow = z.object({
  cycleId: z.string(),
  schedule: z.string(),
  class: accountClass,
  scheduledFor: z.string(),
  openedAt: z.string(),
  decideBefore: z.string(),
  executionId: z.string(),
  dryRun: z.boolean(),
  only: z.object({ tenantIds: z.array(z.string()), accountIds: z.array(z.string()) }).optional(),
  portalUrl: z.string().optional(),
  status: z.enum(['open', 'closed']),
  closedAt: z.string().optional(),
  totals: totals.optional(),
});

export const tenantRow = z.object({
  cycleId: z.string(),
  tenantId: z.string(),
  displayName: z.string(),
  status: z.enum(['pending', 'discovered', 'closed', 'failed']),
  accountsSeen: z.int(),
  excluded: counts,
  rotations: z.int(),
  openCount: z.int(),
  problems: z.array(z.string()).optional(),
  failure: z.string().optional(),
  ticket: z.string().optional(),
});

/** A row that a workflow may wait on. */
export const waitingRow = z.object({ openCount: z.int(), taskToken: z.string().optional() });

const locator = { linkId: z.string(), validUntil: z.int() };

export const approvalsLinkRow = z
  .object({ purpose: z.literal('approvals'), ...locator, cycleId: z.string(), recipientObjectId: z.string() })
  .transform(({ validUntil, ...rest }) => ({ ...rest, expiresAt: validUntil }));

export const credentialLinkRow = z
  .object({
    purpose: z.literal('credential'),
    ...locator,
    cycleId: z.string(),
    tenantId: z.string(),
    accountId: z.string(),
    rotationId: z.string(),
    userPrincipalName: z.string(),
    tenantDisplayName: z.string(),
    versionId: z.string(),
    recipientObjectId: z.string(),
    approvedBy: z.string(),
    resetAt: z.string(),
    number: z.int(),
    state: z.discriminatedUnion('status', [
      z.object({ status: z.literal('ready') }),
      z.object({
        status: z.literal('revealed'),
        at: z.string(),
        address: z.string(),
        storedAt: z.string().optional(),
        deleteAt: z.string().optional(),
      }),
      z.object({ status: z.literal('revoked'), at: z.string(), renewedAs: z.string().optional() }),
    ]),
  })
  .transform(({ validUntil, ...rest }) => ({ ...rest, expiresAt: validUntil }));

export const retirementRow = z.object({
  cycleId: z.string(),
  tenantId: z.string(),
  accountId: z.string(),
  rotationId: z.string(),
  userPrincipalName: z.string(),
  versionId: z.string(),
  linkId: z.string(),
  resetAt: z.string(),
  storedAt: z.string(),
  dueAt: z.string(),
});

/** Who has an account: a rotation until it is closed, or a retirement for a moment. */
export const accountRow = z.object({
  rotationId: z.string().optional(),
  cycleId: z.string().optional(),
  retiring: z.string().optional(),
  reservedUntil: z.string().optional(),
});

export const chainHeadRow = z.object({ chain: z.string(), sequence: z.int(), hash: z.string() });

export const auditRow = z.object({
  schema: z.literal(1),
  chain: z.string(),
  sequence: z.int(),
  prevHash: z.string(),
  hash: z.string(),
  action: z.enum(auditActions),
  outcome: z.enum(['success', 'refused', 'failed', 'uncertain']),
  reason: z.string().optional(),
  time: z.string(),
  actor,
  component: z.string(),
  source: z.object({ address: z.string(), userAgent: z.string() }).optional(),
  cycleId: z.string().optional(),
  tenantId: z.string().optional(),
  accountId: z.string().optional(),
  userPrincipalName: z.string().optional(),
  class: accountClass.optional(),
  rotationId: z.string().optional(),
  evidence: z
    .object({
      graphRequestId: z.string().optional(),
      clientRequestId: z.string().optional(),
      secretVersionId: z.string().optional(),
      linkFingerprint: z.string().optional(),
      ticket: z.string().optional(),
      detail: z.string().optional(),
    })
    .optional(),
});

export const webSessionRow = z
  .object({
    objectId: z.string(),
    tenantId: z.string(),
    name: z.string(),
    csrfToken: z.string(),
    validUntil: z.int(),
  })
  .transform(({ validUntil, ...rest }) => ({ ...rest, expiresAt: new Date(validUntil) }));

export const pendingSignInRow = z
  .object({
    nonce: z.string(),
    codeVerifier: z.string(),
    wantedPath: z.string(),
    browserHash: z.string(),
    validUntil: z.int(),
  })
  .transform(({ validUntil, ...rest }) => ({ ...rest, expiresAt: new Date(validUntil) }));
