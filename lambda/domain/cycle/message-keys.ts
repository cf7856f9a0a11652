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
