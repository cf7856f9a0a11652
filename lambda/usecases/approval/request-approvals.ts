import type { Estate, EstateTenant, Technician } from '../../../config/estate.ts';
import { exclusionSentence, whyExcluded } from '../../domain/accounts/exclusion-reasons.ts';
import { barredSentence } from '../../domain/accounts/own-accounts.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { mayDecide } from '../../domain/rotation/approval.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { LinkSigner, LinkStore } from '../../ports/credential.ts';
import type { TenantStore } from '../../ports/cycle.ts';
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

export interface RequestApprovalsPorts extends AskingPorts {
  readonly tenants: Pick<TenantStore, 'exclusionsOf'>;
}

/**
 * Asks each technician who may decide for a tenant: one message each, however many accounts. The record of each account says who was
 * asked about that one. Where nobody may decide, the team is told at once.
 */
export async function requestApprovals(
  ports: RequestApprovalsPorts,
  { cycleId, tenantId }: TenantInput,
): Promise<void> {
  const tenant = tenantOf(ports.estate, tenantId);
  const open = (await ports.rotations.ofTenant(cycleId, tenantId)).filter((each) => isIn(each, 'awaiting-approval'));
  await askTechnicians(ports, tenant, open, false);
  for (const rotation of open) {
    const asked = decidersOf(ports, tenant, rotation);
    const nobody = asked.length === 0;
    await ports.rotations.note(
      factAbout(rotation, {
        action: 'approval.requested',
        ...(nobody ? { outcome: 'failed' as const, reason: 'nobody-may-decide' } : {}),
        evidence: { detail: nobody ? exclusionSentence('nobody-may-decide') : askedSentence(asked) },
        component: 'request-approvals',
        now: ports.now(),
      }),
    );
    if (nobody) {
      const { account } = rotation;
      await ports.messageQueue.send(nobodyMayDecide({ cycleId, tenantId }, account.userPrincipalName, []));
    }
  }
  for (const { reason, userPrincipalName, details } of await ports.tenants.exclusionsOf(cycleId, tenantId)) {
    if (reason !== 'nobody-may-decide') continue;
    await ports.messageQueue.send(nobodyMayDecide({ cycleId, tenantId }, userPrincipalName, details));
  }
}

const nobodyMayDecide = (tenant: TenantInput, userPrincipalName: string, details: readonly string[] | undefined) =>
  ({
    kind: 'alert',
    ...tenant,
    subject: 'nobody-may-decide',
    userPrincipalName,
    detail: whyExcluded('nobody-may-decide', details),
  }) as const;

/** The technicians who may decide about this very account. */
export const decidersOf = (
  { estate, now }: Pick<AskingPorts, 'estate' | 'now'>,
  tenant: EstateTenant,
  rotation: Rotation,
) => estate.technicians.filter((each) => mayDecide(each, rotation, tenant, now()).allowed);

export const askedSentence = (asked: readonly Technician[]) => `asked: ${asked.map((each) => each.name).join(', ')}`;

/** Why technicians are not asked about accounts of this tenant, for those who are. */
const notesOf = ({ technicians }: Estate, rotations: readonly Rotation[]): readonly string[] => {
  const barred = rotations.flatMap((each) => each.barred ?? []);
  return technicians.flatMap(({ objectId, name }) => {
    const named = barred.find((each) => each.objectId === objectId)?.named;
    return named === undefined ? [] : [barredSentence({ objectId, name, named })];
  });
};

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
  const notes = [...notesOf(ports.estate, open)];
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
      ...(notes.length === 0 ? {} : { notes }),
      decideBefore: first.decideBefore,
      url: await ports.signer.addressOf('approvals', link),
      reminder,
    });
    asked.push(technician);
  }
  return asked;
}
