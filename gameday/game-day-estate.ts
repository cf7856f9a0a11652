import { synced, type Tenant } from '@m365-rotation/local-microsoft';
import { alikeTenant, estateFileOf } from '../test/runs/alike-tenants.ts';

export const TECHNICIAN = {
  name: 'Ada Lindqvist',
  mail: 'ada@northwind.example',
  objectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01',
} as const;

/** Where summaries go. Mail to it comes back on the game day. */
export const TEAM_MAIL = 'service-desk@northwind.example';

/** One admin in each: the reset of the first is never confirmed, and the second tenant's workflow cannot be started. */
export const tenants: readonly Tenant[] = [0, 1].map((n) =>
  alikeTenant(n, (name) => [
    { upn: `admin@${name}.example`, name: 'Admin', roles: ['Exchange Administrator'] },
    { upn: `synced@${name}.example`, name: 'Synced', roles: ['User Administrator'], fields: synced },
    { upn: `svc-app@${name}.example`, name: 'App' },
  ]),
);

/** Where audit records go: no estate has both, and each has an alarm of its own. */
export type EventTarget = 'webhook' | 'bus';

/** An estate that chooses every function there is, so that every alarm exists. YAML. */
export const estateFile = (events: EventTarget): string =>
  estateFileOf(
    tenants,
    [{ ...TECHNICIAN, tenants: 'all' }],
    {
      events: events === 'bus' ? { bus: 'default' } : { webhook: { url: 'https://siem.northwind.example/rotation' } },
      retention: { credentials: 'until-stored', days: 7, recoveryDays: 14 },
      rotateAfterReveal: { adminHours: 24 },
      vault: { system: 'hudu', host: 'northwind.huducloud.example' },
    },
    ({ displayName }) => ({
      contact: { name: 'Clara Contoso', mail: 'clara@contoso.example' },
      vault: { organization: { name: displayName }, recordName: 'Microsoft 365 {userPrincipalName}' },
    }),
  );
