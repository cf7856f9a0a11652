import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Estate, type EstateTenant, estateSchema, type Technician } from '../../config/estate.ts';
import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import { rotationIdOf } from '../../lambda/domain/identifiers.ts';
import type { Rotation } from '../../lambda/domain/rotation/rotation.ts';

/** A cycle of many tenants whose passwords go into the vault. Two technicians decide for each; twenty tenants share a channel of Teams. */

export interface Size {
  readonly tenants: number;
  /** Of each tenant. */
  readonly accounts: number;
}

export const CYCLE = '2026-12-07-admin-monthly';
export const OPENED = new Date('2026-12-07T04:00:00.000Z');

const TENANTS_OF_A_TECHNICIAN = 20;

const hex = (n: number, length: number) => n.toString(16).padStart(length, '0');
const nameOf = (n: number) => `customer-${String(n).padStart(4, '0')}`;

export const techniciansFor = ({ tenants }: Size): number => Math.max(2, Math.ceil(tenants / TENANTS_OF_A_TECHNICIAN));

export function bigEstate(size: Size): Estate {
  const { tenants } = size;
  const example = estateSchema.parse(parse(readFileSync('config/example.yaml', 'utf8')));
  const [like] = example.tenants;
  const [person] = example.technicians;
  if (like === undefined || person === undefined) throw new Error('the example has tenants and technicians');
  const groups = techniciansFor(size);
  const groupOf = (n: number) => n % groups;
  const channel = (n: number) => `channel-${groupOf(n)}`;
  return {
    ...example,
    psa: { system: 'connectwise', site: 'api-eu.myconnectwise.net', board: 'Security', openTickets: 'when-asked' },
    vault: { system: 'hudu', host: 'northwind.huducloud.example' },
    teams: { enabled: true, channels: Array.from({ length: groups }, (_, n) => channel(n)) },
    tenants: Array.from(
      { length: tenants },
      (_, n): EstateTenant => ({
        ...like,
        name: nameOf(n),
        displayName: `Customer ${n} and Partners Ltd`,
        tenantId: `${hex(n, 8)}-0000-4000-8000-${hex(n, 12)}`,
        ticketCompany: nameOf(n),
        teamsChannel: channel(n),
        handOver: { admin: 'vault', service: 'vault' },
        vault: { organization: { name: nameOf(n) }, recordName: 'M365 {userPrincipalName}', records: [] },
      }),
    ),
    technicians: Array.from(
      { length: groups },
      (_, k): Technician => ({
        ...person,
        name: `Technician ${k}`,
        mail: `technician-${k}@northwind.example`,
        objectId: `${hex(k, 8)}-0002-4000-8000-${hex(k, 12)}`,
        ownAccounts: [],
        tenants: Array.from({ length: tenants }, (_, n) => n)
          .filter((n) => [groupOf(n), (groupOf(n) + 1) % groups].includes(k))
          .map(nameOf),
      }),
    ),
  };
}

export const openCycle: Cycle = {
  cycleId: CYCLE,
  schedule: 'admin-monthly',
  class: 'admin',
  scheduledFor: OPENED.toISOString(),
  openedAt: OPENED.toISOString(),
  decideBefore: '2026-12-09T04:00:00.000Z',
  executionId: 'arn:execution',
  dryRun: false,
  status: 'open',
};

export const rotationsOf = (tenant: EstateTenant, { accounts }: Size): readonly Rotation[] =>
  Array.from({ length: accounts }, (_, n) => waiting(tenant, n));

function waiting({ tenantId, name, displayName }: EstateTenant, n: number): Rotation {
  const accountId = `${tenantId.slice(0, 8)}-0001-4000-8000-${hex(n, 12)}`;
  const userPrincipalName = `adm-${n}@${name}.onmicrosoft.com`;
  const rotationKey = { cycleId: CYCLE, tenantId, accountId };
  const named = { userPrincipalName, displayName: `Firstname Lastname (admin ${n})` };
  return {
    ...rotationKey,
    rotationId: rotationIdOf(rotationKey),
    account: {
      accountId,
      ...named,
      class: 'admin',
      reasons: [
        {
          kind: 'role',
          role: 'Exchange Administrator',
          roleTemplateId: '29232cdf-9323-42fd-ade2-1d097af3e4de',
          scope: '/',
          path: 'directly',
          privileged: true,
        },
      ],
      globalAdministrator: false,
      passwordNeverExpires: false,
      observed: {
        user: {
          id: accountId,
          ...named,
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
    decideBefore: openCycle.decideBefore,
    state: { status: 'awaiting-approval' },
    closed: false,
    revision: 1,
  };
}
