import type { Tenant } from '../tenant.ts';
import { listReply, type Shape } from './collection.ts';
import type { Route } from './route.ts';

const domainShape: Shape = {
  entitySet: 'domains',
  type: 'domain',
  properties: [
    'id',
    'authenticationType',
    'isDefault',
    'isInitial',
    'isVerified',
    'isRoot',
    'passwordValidityPeriodInDays',
    'passwordNotificationWindowInDays',
  ],
};

const organizationShape: Shape = {
  entitySet: 'organization',
  type: 'organization',
  properties: ['id', 'displayName', 'assignedPlans', 'verifiedDomains', 'tenantType', 'countryLetterCode'],
};

const widest = ['Directory.Read.All', 'Directory.ReadWrite.All'];

/** Service plans by which a tenant's licence shows. */
const plans = {
  none: [],
  P1: [{ servicePlanId: '41781fb2-bc02-4b7c-bd55-b576c07bb09d', servicePlanName: 'AAD_PREMIUM' }],
  P2: [
    { servicePlanId: '41781fb2-bc02-4b7c-bd55-b576c07bb09d', servicePlanName: 'AAD_PREMIUM' },
    { servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', servicePlanName: 'AAD_PREMIUM_P2' },
  ],
} as const;

export const tenantRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/domains',
    permissions: ['Domain.Read.All', 'Directory.Read.All'],
    answer: (context) => listReply(domainsOf(context.directory.tenant), domainShape, context),
  },
  {
    method: 'GET',
    path: '/organization',
    permissions: ['Organization.Read.All', 'User.Read.All', ...widest],
    answer: (context) => listReply([organizationOf(context.directory.tenant)], organizationShape, context),
  },
];

const domainsOf = ({ domains }: Tenant) =>
  domains.map((domain) => ({
    ...domain,
    isVerified: true,
    isRoot: !domains.some(({ id }) => domain.id.endsWith(`.${id}`)),
    // "Never expires", as in tenants made since 2021.
    passwordValidityPeriodInDays: 2_147_483_647,
    passwordNotificationWindowInDays: 14,
  }));

const organizationOf = ({ tenantId, displayName, domains, licence }: Tenant) => ({
  id: tenantId,
  displayName,
  tenantType: 'AAD',
  countryLetterCode: 'DE',
  verifiedDomains: domains.map(({ id, isDefault, isInitial }) => ({ name: id, isDefault, isInitial })),
  assignedPlans: plans[licence].map(({ servicePlanId, servicePlanName }) => ({
    servicePlanId,
    service: servicePlanName,
    capabilityStatus: 'Enabled',
    assignedDateTime: '2023-03-01T09:00:00Z',
  })),
});
