import * as z from 'zod';
import { contactLanguages } from '../../lambda/domain/contact/contact-link.ts';
import { changeWindow } from '../change-window.ts';
import { account, groupId, name, objectId, readable, tenantId } from './names.ts';
import { blackOuts, tenantSchedules } from './schedule.ts';
import { teamsChannelName } from './teams.ts';
import { handOver, vaultRecords } from './vault.ts';

const accountMatcher = z.union([
  z.strictObject({ userPrincipalNamePrefix: readable.min(2) }).describe('UPN begins with this text, such as `svc-`.'),
  z
    .strictObject({ displayNamePrefix: readable.min(2) })
    .describe('Display name begins with this text and a word ends there.'),
  z
    .strictObject({ extensionAttribute: z.int().min(1).max(15), equals: readable.min(1) })
    .describe('onPremisesExtensionAttributes.extensionAttribute<n> has exactly this value.'),
  z
    .strictObject({ attributeSet: readable.min(1), attribute: readable.min(1), equals: readable.min(1) })
    .describe(
      'A custom security attribute has exactly this value, or is a list that has it. The reader app needs CustomSecAttributeAssignment.Read.All in that tenant.',
    ),
  z
    .strictObject({ property: z.enum(['department', 'jobTitle', 'employeeType']), equals: readable.min(1) })
    .describe('This property of the account has exactly this value.'),
  z
    .strictObject({ group: groupId, name: readable.min(1).optional() })
    .describe('Member of the group with this object id, through groups inside it too; `name` is for people.'),
  z.strictObject({ account }).describe('One account, by object id or UPN.'),
]);

export const tenant = z.strictObject({
  name: name(24).describe('Short unique name: part of execution names, used on the command line.'),
  displayName: z.string().min(1).max(80),
  tenantId,
  breakGlass: z
    .strictObject({
      accounts: z.array(account).default([]).describe('Object ids or UPNs.'),
      groups: z
        .array(groupId)
        .optional()
        .describe('Object ids of groups, whose members are all break-glass accounts. None may be missing or empty.'),
      waiver: z.string().min(20).optional().describe('Why this tenant has no break-glass account, if it has none.'),
    })
    .describe('A tenant with neither accounts, nor groups, nor a waiver is not rotated.'),
  neverRotate: z.array(account).default([]).describe('Further accounts to leave alone: object ids or UPNs.'),
  serviceAccounts: z.array(accountMatcher).default([]).describe('Any match makes an account a service account.'),
  serviceOptIn: z
    .array(accountMatcher)
    .min(1)
    .optional()
    .describe('Where given, a service account is rotated only if one of these matches too.'),
  ticketCompany: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The customer in the PSA: its identifier (ConnectWise), or its exact name or id (HaloPSA, Autotask). No ticket if left out.',
    ),
  manualTasks: z
    .boolean()
    .default(false)
    .describe(
      'Whether each cycle opens a ticket that lists the accounts whose passwords a person must change by hand: synced, federated, and under restricted management. Needs ticketCompany.',
    ),
  teamsChannel: teamsChannelName
    .optional()
    .describe("One of `teams.channels`: cards about this tenant alone go there; to the team's channel, if left out."),
  handOver,
  vault: vaultRecords.optional(),
  changeWindow: changeWindow
    .optional()
    .describe('When approved resets are carried out here; at once, if left out. An emergency does not wait for it.'),
  schedules: tenantSchedules.describe(
    'By name of the schedule: the run that is for this tenant, or why the schedule leaves it out. The first run of each, if left out.',
  ),
  blackOuts: blackOuts.describe('Days on which no schedule starts for this tenant, besides those of the MSP.'),
  askTogether: z
    .boolean()
    .default(false)
    .describe(
      'Whether all accounts of this tenant that one technician may approve are offered as one question, with the list shown. Each has its own record.',
    ),
  contact: z
    .strictObject({
      name: readable.min(1).max(80).describe('As records name whoever stops resets by the link.'),
      mail: z.email(),
      language: z.enum(contactLanguages).default('en'),
    })
    .optional()
    .describe(
      "A person of the customer, told by mail of window and accounts when a cycle asks for approvals, and never of a password. The mail's link can stop the resets of this tenant in that cycle, and do nothing else. Nobody is told if left out.",
    ),
  recipient: objectId
    .optional()
    .describe('Object id of the technician who collects the passwords of this tenant; whoever approved, if left out.'),
  proveAccount: objectId
    .optional()
    .describe(
      'Object id of the one account on which `doctor --prove` may try whether the writer app resets passwords here: cloud only, without any role, in no schedule, used by nobody. Its password is lost by it.',
    ),
  dependants: z
    .array(
      z.strictObject({
        where: accountMatcher,
        note: readable.min(3).max(200).describe('What may break, and where, such as "backup job on srv-bak01".'),
      }),
    )
    .default([])
    .describe('What depends on accounts: shown to whoever decides about them and collects their passwords.'),
});
