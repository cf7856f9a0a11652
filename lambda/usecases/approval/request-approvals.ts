import type { Estate, EstateTenant, Technician } from '../../../config/estate.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { mayDecide } from '../../domain/rotation/approval.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkSigner, LinkStore } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { TenantInput } from '../discovery/discover-tenant.ts';
import { tenantOf } from '../estate-lookup.ts';
import { factAbout, factAboutCycle } from '../facts.ts';

export interface AskingPorts {
  readonly rotations: Pick<RotationStore, 'ofTenant' | 'note'>;
  readonly links: Pick<LinkStore, 'approvalsLink'>;
  readonly signer: LinkSigner;
  readonly messageQueue: MessageQueue;
  readonly estate: Estate;
  readonly now: Now;
  /** 32 random hex characters. */
  readonly newLinkId: () => string;
}

/** Asks each technician who may decide for a tenant: one message each, however many accounts. */
export async function requestApprovals(ports: AskingPorts, { cycleId, tenantId }: TenantInput): Promise<void> {
  const tenant = tenantOf(ports.estate, tenantId);
  const open = (await ports.rotations.ofTenant(cycleId, tenantId)).filter((each) => isIn(each, 'awaiting-approval'));
  const asked = await askTechnicians(ports, tenant, open, false);
  for (const rotation of open) {
    await ports.rotations.note(
      factAbout(rotation, {
        action: 'approval.requested',
        evidence: { detail: `asked: ${asked.map((each) => each.name).join(', ') || 'nobody may decide'}` },
        component: 'request-approvals',
        now: ports.now(),
      }),
    );
  }
}

/** @returns the technicians who were asked */
export async function askTechnicians(
  ports: Pick<AskingPorts, 'links' | 'signer' | 'messageQueue' | 'estate' | 'now' | 'newLinkId'>,
  tenant: EstateTenant,
  open: readonly Rotation[],
  reminder: boolean,
): Promise<readonly Technician[]> {
  const [first] = open;
  if (first === undefined) return [];
  const asked: Technician[] = [];
  for (const technician of ports.estate.technicians) {
    const now = ports.now();
    const accounts = open.filter((each) => mayDecide(technician, each, tenant, now).allowed).length;
    if (accounts === 0) continue;
    const linkId = ports.newLinkId();
    const link = await ports.links.approvalsLink(
      {
        linkId,
        expiresAt: Math.floor(Date.parse(first.decideBefore) / 1000),
        purpose: 'approvals',
        cycleId: first.cycleId,
        recipientObjectId: technician.objectId,
      },
      factAboutCycle(first.cycleId, {
        action: 'link.created',
        evidence: { linkFingerprint: fingerprintOf(linkId), detail: `approvals, for ${technician.name}` },
        component: reminder ? 'remind' : 'request-approvals',
        now,
      }),
    );
    await ports.messageQueue.send({
      kind: 'approval-request',
      cycleId: first.cycleId,
      tenantId: tenant.tenantId,
      tenantDisplayName: tenant.displayName,
      technicianObjectId: technician.objectId,
      accounts,
      decideBefore: first.decideBefore,
      url: await ports.signer.addressOf('approvals', link),
      reminder,
    });
    asked.push(technician);
  }
  return asked;
}
