import { idOf } from '../stable-id.ts';
import { tenantFrom } from '../tenant-builder.ts';
import type { AccountPlan } from '../tenant-plan.ts';
import {
  ancient,
  disabled,
  guest,
  mailbox,
  markedForRotation,
  neverExpires,
  restricted,
  synced,
  syncService,
  unclear,
  unlicensed,
} from '../unusual-accounts.ts';

const plant = idOf('fabrikam', 'unit', 'plant');

const admins: readonly AccountPlan[] = [
  { upn: 'bg1@fabrikam.onmicrosoft.com', name: 'Notfallzugang 1', roles: ['Global Administrator'], fields: unlicensed },
  { upn: 'bg2@fabrikam.onmicrosoft.com', name: 'Notfallzugang 2', roles: ['Global Administrator'], fields: unlicensed },
  {
    upn: 'adm-hoffmann@fabrikam.example',
    name: 'Jörg Hoffmann (Admin)',
    roles: ['Global Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'adm-weber@fabrikam.example',
    name: 'Sabine Weber (Admin)',
    roles: ['Global Administrator', 'Security Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'adm-exchange@fabrikam.example',
    name: 'Exchange-Verwaltung',
    roles: ['Exchange Administrator'],
    fields: { ...unlicensed, ...neverExpires },
  },
  {
    upn: 'adm-intune@fabrikam.example',
    name: 'Geräteverwaltung',
    roles: ['Intune Administrator', 'Cloud Device Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'lena.bauer@fabrikam.example',
    name: 'Lena Bauer',
    roles: [{ role: 'Password Administrator', scope: `/administrativeUnits/${plant}` }],
  },
  { upn: 'tim.koch@fabrikam.example', name: 'Tim Koch' },
  {
    upn: 'uwe.lehmann@fabrikam.example',
    name: 'Uwe Lehmann',
    roles: ['Conditional Access Administrator'],
    fields: ancient,
  },
];

const untouchable: readonly AccountPlan[] = [
  { upn: 'adm-sync@fabrikam.example', name: 'Martin Fuchs (Admin)', roles: ['User Administrator'], fields: synced },
  {
    upn: 'revision_auditor.example#EXT#@fabrikam.onmicrosoft.com',
    name: 'Externe Revision',
    roles: ['Security Reader'],
    fields: { ...guest, mail: 'revision@auditor.example' },
  },
  {
    upn: 'adm-alt@fabrikam.example',
    name: 'Alter Administrator',
    roles: ['Global Administrator'],
    fields: { ...disabled, ...unlicensed },
  },
  {
    upn: 'Sync_FABDC2_0a9b8c7d6e5f@fabrikam.onmicrosoft.com',
    name: 'On-Premises Directory Synchronization Service Account',
    roles: ['Directory Synchronization Accounts'],
    fields: syncService,
  },
  {
    upn: 'gf.krause@fabrikam.example',
    name: 'Dr. Heike Krause',
    roles: ['Reports Reader', 'Billing Administrator'],
    fields: restricted,
  },
  { upn: 'adm-archiv@fabrikam.example', name: 'Archiv (2013)', roles: ['Compliance Administrator'], fields: unclear },
];

const services: readonly AccountPlan[] = [
  { upn: 'svc-scan-lager@fabrikam.example', name: 'Scanner Lager', fields: neverExpires },
  { upn: 'svc-datev@fabrikam.example', name: 'DATEV-Schnittstelle', fields: neverExpires },
  { upn: 'maschinenpark@fabrikam.example', name: 'Maschinenpark', fields: markedForRotation },
  { upn: 'svc-telefon@fabrikam.example', name: 'Telefonanlage', fields: neverExpires },
  { upn: 'svc-fileserver@fabrikam.example', name: 'Dateiserver', fields: synced },
  { upn: 'svc-rechnung@fabrikam.example', name: 'Rechnungseingang', fields: mailbox },
];

const people: readonly AccountPlan[] = [
  { upn: 'buchhaltung@fabrikam.example', name: 'Buchhaltung', fields: mailbox },
  { upn: 'vertrieb@fabrikam.example', name: 'Vertrieb', fields: mailbox },
  { upn: 'raum.sued@fabrikam.example', name: 'Raum Süd', fields: mailbox },
  { upn: 'anna.schulz@fabrikam.example', name: 'Anna Schulz', fields: synced },
  { upn: 'emre.demir@fabrikam.example', name: 'Emre Demir', fields: synced },
  { upn: 'frieda.maier@fabrikam.example', name: 'Frieda Maier', fields: synced },
  { upn: 'georg.roth@fabrikam.example', name: 'Georg Roth', fields: synced },
  { upn: 'hanna.wolf@fabrikam.example', name: 'Hanna Wolf' },
  { upn: 'ivo.petrov@fabrikam.example', name: 'Ivo Petrov' },
  { upn: 'jana.becker@fabrikam.example', name: 'Jana Becker', roles: ['Message Center Reader'] },
  { upn: 'klaus.neumann@fabrikam.example', name: 'Klaus Neumann' },
  { upn: 'serviceannahme@fabrikam.example', name: 'Service-Annahme' },
];

/** Mostly synchronized from on premises; P1, so that nobody can be eligible for a role. */
export const fabrikam = tenantFrom({
  tenantId: '1d7e9b34-6a20-4c85-b3f9-2c8d5e7f1a22',
  name: 'fabrikam',
  displayName: 'Fabrikam GmbH',
  licence: 'P1',
  administrativeUnits: [{ id: plant, displayName: 'Werk Süd' }],
  accounts: [...admins, ...untouchable, ...services, ...people],
  groups: [
    {
      name: 'Rolle Helpdesk',
      members: ['tim.koch@fabrikam.example'],
      roles: ['Helpdesk Administrator', 'Groups Administrator'],
    },
    {
      // Opt-in of the example estate: a service account that is not in it is left alone.
      name: 'Rotation freigegeben',
      members: ['svc-scan-lager@fabrikam.example', 'svc-datev@fabrikam.example', 'maschinenpark@fabrikam.example'],
    },
    { name: 'Werk Süd', members: ['lena.bauer@fabrikam.example', 'emre.demir@fabrikam.example'] },
  ],
  otherAssignments: [{ principal: 'Gerätesicherung', role: 'Cloud Device Administrator' }],
});
