import { idOf } from '../stable-id.ts';
import { tenantFrom } from '../tenant-builder.ts';
import type { AccountPlan } from '../tenant-plan.ts';
import {
  disabled,
  guest,
  mailbox,
  markedForRotation,
  neverExpires,
  neverSignedIn,
  passkey,
  restricted,
  synced,
  syncService,
  taggedAsService,
  triedLately,
  unlicensed,
  usedByProgram,
} from '../unusual-accounts.ts';

const branches = idOf('contoso', 'unit', 'branches');
const intranet = idOf('contoso', 'application', 'intranet');
const printerOperator = { id: idOf('contoso', 'role', 'printers'), displayName: 'Contoso Printer Operator' };

const admins: readonly AccountPlan[] = [
  {
    upn: 'bg1@contoso.onmicrosoft.com',
    name: 'Emergency access 1',
    roles: ['Global Administrator'],
    fields: { ...unlicensed, ...passkey, ...triedLately },
  },
  {
    upn: 'bg2@contoso.onmicrosoft.com',
    name: 'Emergency access 2',
    roles: ['Global Administrator'],
    fields: { ...unlicensed, ...passkey, ...triedLately },
  },
  {
    upn: 'alice.admin@contoso.example',
    name: 'Alice Meyer (Admin)',
    roles: ['Global Administrator', 'Exchange Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'omar.admin@contoso.example',
    name: 'Omar Haddad (Admin)',
    roles: ['Global Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'bruno.admin@contoso.example',
    name: 'Bruno Okafor (Northwind)',
    roles: ['Exchange Administrator', 'SharePoint Administrator', 'Teams Administrator'],
    fields: unlicensed,
  },
  {
    upn: 'petra.admin@contoso.example',
    name: 'Petra Lang (Admin)',
    roles: [
      { role: 'Privileged Role Administrator', eligible: true },
      { role: 'Global Administrator', eligible: true },
    ],
  },
  { upn: 'helga.desk@contoso.example', name: 'Helga Brandt' },
  // No role and no membership yet: both come with activating the membership of Tier0-Admins.
  { upn: 'theo.admin@contoso.example', name: 'Theo Winter (Admin)', fields: { ...unlicensed, ...neverSignedIn } },
  { upn: 'mona.desk@contoso.example', name: 'Mona Petersen' },
  {
    upn: 'nils.branch@contoso.example',
    name: 'Nils Ahrens',
    roles: [
      { role: 'User Administrator', scope: `/administrativeUnits/${branches}` },
      { role: 'Cloud Application Administrator', scope: `/${intranet}` },
    ],
  },
  { upn: 'carla.print@contoso.example', name: 'Carla Dias', roles: [{ role: { custom: printerOperator.id } }] },
  {
    upn: "zoe.o'brien@contoso.example",
    name: 'Zoë O’Brien-Müller <b>*Finance*</b> | [x](y)',
    roles: ['Billing Administrator'],
  },
];

const untouchable: readonly AccountPlan[] = [
  { upn: 'sam.sync@contoso.example', name: 'Sam Peters', roles: ['User Administrator'], fields: synced },
  { upn: 'fred@sso.contoso.example', name: 'Fred Lind', roles: ['Exchange Administrator'] },
  { upn: 'ines@eu.sso.contoso.example', name: 'Inés Vega', roles: ['Teams Administrator'] },
  {
    upn: 'gina_partner.example#EXT#@contoso.onmicrosoft.com',
    name: 'Gina Conti',
    roles: ['Global Reader'],
    fields: { ...guest, mail: 'gina@partner.example' },
  },
  { upn: 'dora.former@contoso.example', name: 'Dora Weiß', roles: ['Security Administrator'], fields: disabled },
  {
    upn: 'Sync_DC01_4f2a9b7c1d3e@contoso.onmicrosoft.com',
    name: 'On-Premises Directory Synchronization Service Account',
    roles: ['Directory Synchronization Accounts'],
    fields: syncService,
  },
  { upn: 'rita.board@contoso.example', name: 'Rita Vogel', roles: ['Security Reader'], fields: restricted },
  // Listed under neverRotate in the example estate.
  { upn: 'domain.join@contoso.example', name: 'Domain join of the plant', roles: ['Cloud Device Administrator'] },
  {
    upn: 'agent-invoices@contoso.onmicrosoft.com',
    name: 'Invoice agent',
    roles: ['Security Reader'],
    fields: { ...unlicensed, identityParentId: idOf('contoso', 'agent', 'invoices') },
  },
];

const services: readonly AccountPlan[] = [
  { upn: 'svc-backup@contoso.example', name: 'Backup of Microsoft 365', fields: neverExpires },
  { upn: 'svc-scan@contoso.example', name: 'Copier, 2nd floor', fields: { ...neverExpires, ...usedByProgram } },
  { upn: 'crm.connector@contoso.example', name: 'CRM connector', fields: markedForRotation },
  { upn: 'hvac.control@contoso.example', name: 'Air conditioning', fields: taggedAsService },
  { upn: 'svc-erp@contoso.example', name: 'ERP on premises', fields: { ...synced, ...neverExpires } },
  { upn: 'svc-fax@contoso.example', name: 'Fax gateway (retired)', fields: disabled },
];

const people: readonly AccountPlan[] = [
  { upn: 'service.desk@contoso.example', name: 'Customer Service Desk' },
  { upn: 'rob.reader@contoso.example', name: 'Rob Keller', roles: ['Directory Readers'] },
  { upn: 'info@contoso.example', name: 'Info', fields: mailbox },
  { upn: 'room.berlin@contoso.example', name: 'Room Berlin', fields: mailbox },
  { upn: 'anke.jansen@contoso.example', name: 'Anke Jansen' },
  { upn: 'ben.schmidt@contoso.example', name: 'Ben Schmidt' },
  { upn: 'cem.yilmaz@contoso.example', name: 'Cem Yılmaz' },
  { upn: 'dana.novak@contoso.example', name: 'Dana Nováková', fields: synced },
  { upn: 'ewa.kowalska@contoso.example', name: 'Ewa Kowalska', fields: synced },
  { upn: 'finn.olsen@sso.contoso.example', name: 'Finn Olsen' },
];

/** Large for a small customer: P2 licence, federation, every kind of role. */
export const contoso = tenantFrom({
  tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
  name: 'contoso',
  displayName: 'Contoso Ltd',
  licence: 'P2',
  furtherDomains: [
    { id: 'sso.contoso.example', authenticationType: 'Federated' },
    // A child, which the directory shows as its root is.
    { id: 'eu.sso.contoso.example', authenticationType: 'Federated' },
  ],
  customRoles: [printerOperator],
  administrativeUnits: [{ id: branches, displayName: 'Branches <b>north</b> & "south"' }],
  servicePrincipals: [{ id: intranet, displayName: 'Intranet' }],
  accounts: [...admins, ...untouchable, ...services, ...people],
  groups: [
    { name: 'Help desk', members: ['helga.desk@contoso.example'], roles: ['Helpdesk Administrator'] },
    {
      name: 'Tier0-Admins',
      members: [],
      roles: ['Global Administrator'],
      eligible: ['theo.admin@contoso.example'],
      // Protected like a member, and no admin: owning a group is no role.
      owners: ['anke.jansen@contoso.example'],
    },
    {
      name: 'Service desk on duty',
      members: ['mona.desk@contoso.example'],
      roles: [{ role: 'User Administrator', eligible: true }],
    },
    { name: 'All staff', members: ['anke.jansen@contoso.example', 'ben.schmidt@contoso.example', 'Sales'] },
    { name: 'Sales', members: ['cem.yilmaz@contoso.example'] },
  ],
  furtherPermissions: [
    'PrivilegedEligibilitySchedule.Read.AzureADGroup',
    'CustomSecAttributeAssignment.Read.All',
    'AdministrativeUnit.Read.All',
    'Application.Read.All',
    'AuditLog.Read.All',
    'UserAuthenticationMethod.Read.All',
  ],
  otherAssignments: [
    { principal: 'backup software', role: 'Exchange Administrator' },
    {
      principal: 'partner’s help desk',
      role: 'Helpdesk Administrator',
      organizationId: '0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f',
    },
  ],
});
