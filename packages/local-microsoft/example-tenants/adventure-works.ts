import { tenantFrom } from '../tenant-builder.ts';
import type { AccountPlan } from '../tenant-plan.ts';
import {
  disabled,
  guest,
  mailbox,
  markedForRotation,
  neverExpires,
  restricted,
  synced,
  syncService,
  unlicensed,
} from '../unusual-accounts.ts';

/** Emergency access is no Global Administrator here: so one of those three keeps its password in each cycle. */
const admins: readonly AccountPlan[] = [
  {
    upn: 'bg1@adventure-works.onmicrosoft.com',
    name: 'Break glass one',
    roles: ['Privileged Role Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'bg2@adventure-works.onmicrosoft.com',
    name: 'Break glass two',
    roles: ['Privileged Role Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'admin@adventure-works.onmicrosoft.com',
    name: 'Adventure Works admin',
    roles: ['Global Administrator'],
    fields: { ...unlicensed, ...neverExpires },
  },
  {
    upn: 'mia.admin@adventure-works.example',
    name: 'Mia Rossi (Admin)',
    roles: ['Global Administrator', 'Billing Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'otto.admin@adventure-works.example',
    name: 'Otto Villa (Admin)',
    roles: ['Global Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'teams.admin@adventure-works.example',
    name: 'Teams admin',
    roles: ['Teams Administrator', 'SharePoint Administrator'],
    fields: unlicensed,
  },
  { upn: 'lucia.nunez@adventure-works.example', name: 'Lucía Núñez', roles: ['Application Administrator'] },
  {
    upn: 'noah.helpdesk@adventure-works.example',
    name: 'Noah Bianchi',
    roles: ['Helpdesk Administrator', 'Groups Administrator'],
  },
  { upn: 'olga.compliance@adventure-works.example', name: 'Olga Ferrari', roles: ['Compliance Administrator'] },
];

const untouchable: readonly AccountPlan[] = [
  { upn: 'paolo@eu.adventure-works.example', name: 'Paolo Greco', roles: ['Exchange Administrator'] },
  {
    upn: 'it_agency.example#EXT#@adventure-works.onmicrosoft.com',
    name: 'Web agency',
    roles: ['Cloud Application Administrator'],
    fields: { ...guest, mail: 'it@agency.example' },
  },
  { upn: 'quinn.left@adventure-works.example', name: 'Quinn Marino', roles: ['User Administrator'], fields: disabled },
  {
    upn: 'ADToAADSyncServiceAccount@adventure-works.onmicrosoft.com',
    name: 'Cloud Sync',
    roles: ['Directory Synchronization Accounts'],
    fields: syncService,
  },
  { upn: 'rosa.ceo@adventure-works.example', name: 'Rosa Moretti', roles: ['Global Reader'], fields: restricted },
  { upn: 'sergio.synced@adventure-works.example', name: 'Sergio Conti', roles: ['Security Reader'], fields: synced },
];

const services: readonly AccountPlan[] = [
  { upn: 'svc-shop@adventure-works.example', name: 'Web shop', fields: neverExpires },
  { upn: 'svc-printer@adventure-works.example', name: 'Printers', fields: neverExpires },
  { upn: 'bike.telemetry@adventure-works.example', name: 'Bike telemetry', fields: markedForRotation },
  { upn: 'svc-old-crm@adventure-works.example', name: 'Old CRM', fields: disabled },
];

const people: readonly AccountPlan[] = [
  { upn: 'sales@adventure-works.example', name: 'Sales', fields: mailbox },
  { upn: 'van.1@adventure-works.example', name: 'Van 1', fields: mailbox },
  ...['Tina Ricci', 'Ugo Gallo', 'Vera Costa', 'Walter Bruno', 'Xenia Serra', 'Yuri Leone', 'Zeno Villa'].map(
    (name) => ({
      upn: `${name.toLowerCase().replace(' ', '.')}@adventure-works.example`,
      name,
    }),
  ),
  { upn: 'aldo@eu.adventure-works.example', name: 'Aldo Riva' },
  { upn: 'services.team@adventure-works.example', name: 'Services Team', fields: synced },
];

/** No premium licence, no role groups, pages shorter than asked for. */
export const adventureWorks = tenantFrom({
  tenantId: 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33',
  name: 'adventure-works',
  displayName: 'Adventure Works',
  licence: 'none',
  furtherDomains: [{ id: 'eu.adventure-works.example', authenticationType: 'Federated' }],
  accounts: [...admins, ...untouchable, ...services, ...people],
  groups: [
    { name: 'Everybody', members: ['tina.ricci@adventure-works.example', 'ugo.gallo@adventure-works.example'] },
    {
      name: 'Emergency access',
      members: ['bg1@adventure-works.onmicrosoft.com', 'bg2@adventure-works.onmicrosoft.com'],
    },
  ],
  largestPage: 12,
});
