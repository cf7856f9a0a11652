/** Under these keys it is recorded what was queued and sent: for one technician and cycle each. */

interface ForTechnician {
  readonly cycleId: string;
  readonly technicianObjectId: string;
}

/** The mail that asks for approvals. */
export const requestMailKey = ({ cycleId, technicianObjectId }: ForTechnician): string =>
  `approval-request:${cycleId}:${technicianObjectId}`;

/** The message that asks for that mail. */
export const requestQueuedKey = ({ cycleId, technicianObjectId }: ForTechnician): string =>
  `approval-request-queued:${cycleId}:${technicianObjectId}`;

/** The mail that says that passwords can be collected. */
export const readyMailKey = ({ cycleId, technicianObjectId }: ForTechnician): string =>
  `passwords-ready:${cycleId}:${technicianObjectId}`;

/** The mail that says that passwords are in the vault. */
export const inVaultMailKey = ({ cycleId, technicianObjectId }: ForTechnician): string =>
  `in-vault:${cycleId}:${technicianObjectId}`;

/** The mail that says what is about to be over. */
export const lastCallMailKey = ({ cycleId, technicianObjectId }: ForTechnician): string =>
  `last-call:${cycleId}:${technicianObjectId}`;

interface OfTenant {
  readonly cycleId: string;
  readonly tenantId: string;
}

/** The mail that tells a customer's contact what is to happen. */
export const contactToldKey = ({
  cycleId,
  tenantId,
  mailFingerprint,
}: OfTenant & { readonly mailFingerprint: string }): string => `contact-told:${cycleId}:${tenantId}:${mailFingerprint}`;

/** The notice that a customer's contact has stopped the resets of its tenant. */
export const contactStoppedKey = ({ cycleId, tenantId }: OfTenant): string => `contact-stopped:${cycleId}:${tenantId}`;
