import type { AnyFunctionName } from '../../contract/functions.ts';
import type { AuditAction, AuditFact } from '../domain/audit/audit-record.ts';
import type { CredentialLink } from '../domain/credential/link.ts';
import { fingerprintOf } from '../domain/identifiers.ts';
import type { Actor, Rotation } from '../domain/rotation/rotation.ts';

/** A signed-in technician, and where the request came from. */
export interface ActingTechnician {
  readonly actor: Actor & { readonly kind: 'technician' };
  readonly source: { readonly address: string; readonly userAgent: string };
}

/** A person on the command line, as the command claimed. */
export interface ActingOperator {
  readonly actor: Actor & { readonly kind: 'operator' };
}

export const operator = (arn: string): ActingOperator => ({ actor: { kind: 'operator', name: arn } });

/** Whoever acts, and where a request came from, if it came from a browser. */
export interface Acting {
  readonly actor: Actor;
  readonly source?: ActingTechnician['source'];
}

export interface FactParts {
  readonly action: AuditAction;
  readonly outcome?: AuditFact['outcome'];
  readonly reason?: string | undefined;
  readonly evidence?: AuditFact['evidence'];
  readonly by?: Acting | undefined;
  readonly component: AnyFunctionName;
  readonly now: Date;
}

function base({ action, outcome, reason, evidence, by, component, now }: FactParts): AuditFact {
  return {
    action,
    outcome: outcome ?? 'success',
    ...(reason === undefined ? {} : { reason }),
    time: now.toISOString(),
    actor: by?.actor ?? { kind: 'system', name: component },
    component,
    ...(by?.source === undefined ? {} : { source: by.source }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

export const factAboutEstate = (parts: FactParts): AuditFact => base(parts);

export const factAboutCycle = (cycleId: string, parts: FactParts): AuditFact => ({ ...base(parts), cycleId });

export const factAboutTenant = (
  tenant: { readonly cycleId: string; readonly tenantId: string },
  parts: FactParts,
): AuditFact => ({ ...base(parts), cycleId: tenant.cycleId, tenantId: tenant.tenantId });

/** About an account whose rotation need not be read for it. */
export const factAboutAccount = (
  {
    cycleId,
    tenantId,
    accountId,
    userPrincipalName,
    class: own,
    rotationId,
  }: Required<Pick<AuditFact, 'cycleId' | 'tenantId' | 'accountId' | 'userPrincipalName' | 'class' | 'rotationId'>>,
  parts: FactParts,
): AuditFact => ({ ...base(parts), cycleId, tenantId, accountId, userPrincipalName, class: own, rotationId });

export const factAbout = (rotation: Rotation, parts: FactParts): AuditFact => ({
  ...base(parts),
  cycleId: rotation.cycleId,
  tenantId: rotation.tenantId,
  accountId: rotation.accountId,
  userPrincipalName: rotation.account.userPrincipalName,
  class: rotation.account.class,
  rotationId: rotation.rotationId,
});

type LinkParts = Pick<
  CredentialLink,
  'versionId' | 'cycleId' | 'tenantId' | 'accountId' | 'userPrincipalName' | 'rotationId'
> & { readonly linkId?: string | undefined };

export const factAboutLink = (link: LinkParts, parts: FactParts): AuditFact => ({
  ...base({
    ...parts,
    evidence: {
      ...parts.evidence,
      secretVersionId: link.versionId,
      ...(link.linkId === undefined ? {} : { linkFingerprint: fingerprintOf(link.linkId) }),
    },
  }),
  cycleId: link.cycleId,
  tenantId: link.tenantId,
  accountId: link.accountId,
  userPrincipalName: link.userPrincipalName,
  rotationId: link.rotationId,
});
