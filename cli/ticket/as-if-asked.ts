import type { PlannedAccount } from '../../lambda/domain/accounts/account.ts';
import type { Cycle, TenantInCycle } from '../../lambda/domain/cycle/cycle.ts';
import { rotationIdOf } from '../../lambda/domain/identifiers.ts';
import type { Rotation } from '../../lambda/domain/rotation/rotation.ts';
import type { TicketPorts } from '../../lambda/usecases/tickets/ticket-ports.ts';

interface DryRun {
  readonly cycle: Cycle;
  readonly tenant: TenantInCycle;
  readonly proposals: readonly PlannedAccount[];
}

/** A dry run, as the cycle would stand right after its technicians were asked: a dry run itself has no ticket. */
export function asIfAsked({ cycle, tenant, proposals }: DryRun): Pick<TicketPorts, 'cycles' | 'rotations'> {
  const asked: Cycle = { ...cycle, dryRun: false, status: 'open' };
  return {
    cycles: {
      find: async () => asked,
      findTenant: async () => ({ ...tenant, status: 'discovered' }),
    },
    rotations: { ofTenant: async () => proposals.map((each) => rotationOf(asked, tenant, each)) },
  };
}

/** What guards look at is not kept of a proposal; no ticket tells it. */
const nothingKnown = { licensed: false, extensionAttributes: {}, securityAttributes: {} } as const;

function rotationOf(
  { decideBefore, emergency }: Cycle,
  { cycleId, tenantId, displayName }: TenantInCycle,
  account: PlannedAccount,
): Rotation {
  const { accountId, userPrincipalName } = account;
  const ids = { cycleId, tenantId, accountId };
  return {
    ...ids,
    rotationId: rotationIdOf(ids),
    account: {
      ...account,
      observed: { user: { id: accountId, userPrincipalName, ...nothingKnown }, roles: [], groups: [] },
    },
    tenantDisplayName: displayName,
    decideBefore,
    ...(emergency === undefined ? {} : { emergency }),
    state: { status: 'awaiting-approval' },
    closed: false,
    revision: 1,
  };
}
