import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Estate, type EstateTenant, estateSchema } from '../../config/estate.ts';
import { openApprovalAttributes, stateAttribute } from '../../contract/table-keys.ts';
import { cyclePointerRow, cycleRow, tenantRow } from '../../lambda/adapters/aws/dynamodb/cycle/cycle-rows.ts';
import { newRotationRow } from '../../lambda/adapters/aws/dynamodb/rotation/rotation-row.ts';
import { key } from '../../lambda/adapters/aws/dynamodb/state-keys.ts';
import type { Cycle, TenantInCycle } from '../../lambda/domain/cycle/cycle.ts';
import { rotationIdOf } from '../../lambda/domain/identifiers.ts';
import type { Rotation } from '../../lambda/domain/rotation/rotation.ts';

/** A cycle in which accounts wait for a decision, as the rows that discovery would have written. */

const ACCOUNTS_OF_A_TENANT = 50;
export const CYCLE = '2026-12-07-admin-monthly';
export const NOW = new Date('2026-12-07T08:00:00.000Z');

export type Row = Readonly<Record<string, unknown>>;

export interface WaitingCycle {
  readonly estate: Estate;
  /** The state table. */
  readonly rows: readonly Row[];
  /** The index of open approvals. */
  readonly indexed: readonly Row[];
}

const roles = [
  ['Global Administrator', '62e90394-69f5-4237-9190-012177145e10'],
  ['Exchange Administrator', '29232cdf-9323-42fd-ade2-1d097af3e4de'],
  ['User Administrator', 'fe930be7-5e62-47db-91af-98c3a49a38b1'],
  ['Helpdesk Administrator', '729827e3-9c14-49f7-bb1b-9608f156bbb8'],
] as const;

const hex = (n: number, length: number) => n.toString(16).padStart(length, '0');

export function waitingCycle(accounts: number): WaitingCycle {
  const example = estateSchema.parse(parse(readFileSync('config/example.yaml', 'utf8')));
  const tenants = Array.from({ length: Math.max(1, accounts / ACCOUNTS_OF_A_TENANT) }, (_, n) => tenantOf(example, n));
  const rotations = tenants.flatMap((tenant, t) =>
    Array.from({ length: Math.min(accounts, ACCOUNTS_OF_A_TENANT) }, (_, n) => rotationOf(tenant, t, n)),
  );
  const indexedAttributes = new Set([
    ...openApprovalAttributes,
    ...[stateAttribute.partitionKey, stateAttribute.sortKey, stateAttribute.openFor, stateAttribute.decideBefore],
  ]);
  const waiting: readonly Row[] = rotations.map(newRotationRow);
  return {
    estate: { ...example, tenants },
    indexed: waiting.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => indexedAttributes.has(name))),
    ),
    rows: [
      { ...key.cycle(CYCLE), ...cycleRow.write(cycle) },
      { ...key.cycleByOpening(cycle), ...cyclePointerRow.write({ cycleId: CYCLE }) },
      ...tenants.map((each) => ({ ...key.tenant(CYCLE, each.tenantId), ...tenantRow.write(tenantInCycle(each)) })),
      ...waiting,
    ],
  };
}

const cycle: Cycle = {
  cycleId: CYCLE,
  schedule: 'admin-monthly',
  class: 'admin',
  scheduledFor: '2026-12-07T04:00:00.000Z',
  openedAt: '2026-12-07T04:00:00.000Z',
  decideBefore: '2026-12-09T04:00:00.000Z',
  executionId: 'arn:execution',
  dryRun: false,
  status: 'open',
};

function tenantOf({ tenants: [like] }: Estate, n: number): EstateTenant {
  if (like === undefined) throw new Error('the example has tenants');
  const name = `customer-${String(n).padStart(3, '0')}`;
  return {
    ...like,
    name,
    displayName: `Customer ${n} and Partners Ltd`,
    tenantId: `${hex(n, 8)}-0000-4000-8000-${hex(n, 12)}`,
  };
}

const tenantInCycle = ({ tenantId, displayName }: EstateTenant): TenantInCycle => ({
  cycleId: CYCLE,
  tenantId,
  displayName,
  status: 'discovered',
  accountsSeen: 800,
  excluded: { 'break-glass': 2, 'not-in-scope': 748 },
  rotations: ACCOUNTS_OF_A_TENANT,
  openCount: ACCOUNTS_OF_A_TENANT,
});

function rotationOf({ tenantId, name, displayName }: EstateTenant, t: number, n: number): Rotation {
  const accountId = `${hex(t, 8)}-0001-4000-8000-${hex(n, 12)}`;
  const rotationKey = { cycleId: CYCLE, tenantId, accountId };
  const [role, roleTemplateId] = roles[n < 3 ? 0 : 1 + (n % 3)] ?? roles[1];
  const userPrincipalName = `adm-${n}.firstname.lastname@${name}.onmicrosoft.com`;
  return {
    ...rotationKey,
    rotationId: rotationIdOf(rotationKey),
    account: {
      accountId,
      userPrincipalName,
      displayName: `Firstname Lastname (admin ${n})`,
      class: 'admin',
      reasons: [{ kind: 'role', role, roleTemplateId, scope: '/', path: 'via group Tier 1', privileged: true }],
      globalAdministrator: n < 3,
      passwordChangedAt: new Date(NOW.getTime() - (30 + n * 7) * 86_400_000).toISOString(),
      passwordNeverExpires: n % 5 === 0,
      observed: {
        user: {
          id: accountId,
          userPrincipalName,
          displayName: `Firstname Lastname (admin ${n})`,
          accountEnabled: true,
          licensed: true,
          extensionAttributes: {},
          securityAttributes: {},
        },
        roles: [],
        groups: [],
      },
    },
    tenantDisplayName: displayName,
    decideBefore: cycle.decideBefore,
    state: { status: 'awaiting-approval' },
    closed: false,
    revision: 1,
  };
}
