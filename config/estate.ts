import * as z from 'zod';
import { psaSystems } from '../contract/psa.ts';
import { STACK_NAME } from '../contract/stack.ts';
import { GLOBAL_ADMINISTRATOR, readingRoles } from '../lambda/domain/accounts/directory-roles.ts';
import type { Decider } from '../lambda/domain/accounts/tenant-rules.ts';
import { changeWindow, timeOfDay, timeZone, weekDay } from './change-window.ts';
import { problemOfCharacters } from './readable.ts';

/**
 * The estate file: everything an MSP says about itself, its technicians, its schedules and its tenants.
 * It holds no secret. `config/example.yaml` shows every field with a comment.
 */

const name = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be lower-case letters, digits and single hyphens, starting with a letter',
    );

/** Lower case, however the file writes it: ids are compared, and they are part of the names of rows and credentials. */
const objectId = z.uuid('must be an Entra object id (a UUID)').toLowerCase();
const tenantId = z.uuid('must be an Entra tenant id (a UUID)').toLowerCase();
/** Text that is compared with what the directory has, or that people tell apart. */
const readable = z.string().superRefine((text, context) => {
  const message = problemOfCharacters(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});
/** A name that is neither an object id nor a UPN would match no account, and so protect none. */
const account = readable.regex(
  /^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[^@\s]+@[^@\s]+)$/,
  'must be an object id (a UUID) or a UPN',
);
const technician = z.strictObject({
  name: z.string().min(1).describe('As shown in pages, tickets and audit records.'),
  mail: z.email().describe('Where approval requests and credential links are sent.'),
  objectId: objectId.describe(
    "The technician's object id in the MSP's home tenant. Sign-in is matched by it, never by mail.",
  ),
  tenants: z
    .union([z.literal('all'), z.array(name(24))])
    .describe(
      'The tenants for which this technician decides, and is asked at once: `all`, or a list of tenant names; `[]` for one who only stands in.',
    ),
  standsInFor: z
    .union([z.literal('all'), z.array(name(24))])
    .default([])
    .describe(
      'Further tenants for which this technician may decide, as a delegate or as part of the escalation team: asked only when half of the approval window has passed and something still waits.',
    ),
  lead: z
    .boolean()
    .default(false)
    .describe('Whether this technician may pass passwords that others have not collected on to a colleague.'),
  ownAccounts: z
    .array(
      z.union([
        account,
        z
          .strictObject({ tenant: name(24), account })
          .describe('With the tenant that it is in: the safe way to list one.'),
      ]),
    )
    .default([])
    .describe(
      "Object ids or UPNs of the technician's own accounts: nobody approves the reset of an own account. Where one is not found in its tenant, the technician does not decide there.",
    ),
});

const schedule = z.strictObject({
  name: name(20).describe('Part of every cycle id, such as `admin-monthly`.'),
  class: z.enum(['admin', 'service']).describe('The class of accounts that this schedule rotates.'),
  every: z.enum(['month', 'quarter']),
  on: z
    .strictObject({ weekDay, week: z.enum(['first', 'second', 'third', 'fourth']) })
    .default({ weekDay: 'monday', week: 'first' })
    .describe('The day: such as the first Monday of the month (of the first month of the quarter).'),
  at: timeOfDay.default('05:00').describe("Local time of the schedule's time zone."),
  timeZone: timeZone.optional().describe("IANA zone; the MSP's zone if left out."),
  windowHours: z
    .int()
    .min(1)
    .max(336)
    .optional()
    .describe('How long technicians may decide in cycles of this schedule; as `approvals` says, if left out.'),
});

const passwordProfile = z.union([
  z
    .strictObject({
      length: z.int().min(20).max(128),
      symbols: z.boolean().describe('Whether `!#%+@:=?*` may appear; letters and digits always do.'),
    })
    .describe('Random characters.'),
  z
    .strictObject({
      words: z
        .int()
        .min(7)
        .max(10)
        .describe('Words of the EFF large list: 7 hold 90.5 bits, and each further one 12.9.'),
    })
    .describe('A passphrase, to be spoken and typed.'),
]);

/** A domain identity and not that of one address: only then SPF or DKIM of a mail fit its sender, which DMARC asks for. */
const mail = z.discriminatedUnion('identity', [
  z
    .strictObject({ identity: z.literal('existing') })
    .describe('SES knows the sender already, by its domain or by its address; the deployment leaves it alone.'),
  z
    .strictObject({
      identity: z.literal('create'),
      bounceSubdomain: z
        .string()
        .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be one label of a domain name, such as bounce')
        .default('bounce')
        .describe(
          "The MAIL FROM domain is this subdomain of the sender's domain; nothing else may send or get mail there.",
        ),
    })
    .describe("The deployment makes an identity of the sender's domain, with Easy DKIM and a MAIL FROM domain."),
]);

const alarms = z.union([
  z
    .strictObject({
      notify: z
        .array(z.union([z.email(), z.url({ protocol: /^https$/ })]))
        .min(1)
        .describe('Mail addresses, and https addresses without a key in them: this file is no place for secrets.'),
    })
    .describe('The deployment makes a topic, encrypted, and subscribes these.'),
  z
    .strictObject({
      topicArn: z.string().regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/, 'must be the ARN of an SNS topic'),
    })
    .describe('A topic that exists already, in the same Region; CloudWatch must be allowed to publish to it.'),
]);

const groupId = z.uuid('must be the object id of a group (a UUID)');
const roleId = z.uuid('must be the template id of a directory role, or the id of a custom one (a UUID)');

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

const tenant = z.strictObject({
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
  ticketCompany: z.string().min(1).optional().describe('Identifier of the customer in the PSA; no ticket if left out.'),
  changeWindow: changeWindow
    .optional()
    .describe('When approved resets are carried out here; at once, if left out. An emergency does not wait for it.'),
  askTogether: z
    .boolean()
    .default(false)
    .describe(
      'Whether all accounts of this tenant that one technician may approve are offered as one question, with the list shown. Each has its own record.',
    ),
  recipient: objectId
    .optional()
    .describe('Object id of the technician who collects the passwords of this tenant; whoever approved, if left out.'),
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

/** Checks each field by itself; `contradictionsIn` checks fields against each other. */
export const estateSchema = z.strictObject({
  msp: z.strictObject({
    name: z.string().min(1).max(80),
    homeTenantId: tenantId.describe("The MSP's own tenant, where technicians sign in."),
    timeZone,
    mailFrom: z.email().describe('Sender of all mail; SES must have verified its domain.'),
    teamMail: z.email().describe('Receives the summary of each cycle.'),
    signInClientId: z.uuid().describe('App registration by which technicians sign in.'),
    portalUrl: z
      .string()
      .regex(
        /^https:\/\/[a-z0-9.-]+$/,
        'must be an https address without a path, such as https://rotation.northwind.example',
      )
      .optional()
      .describe('Where people open the portal, if a CloudFront distribution stands before it.'),
  }),
  signIn: z
    .strictObject({
      maxAgeMinutes: z
        .int()
        .min(5)
        .max(1440)
        .default(240)
        .describe(
          'Nobody decides or sees a password on a sign-in at Microsoft that is older; half a working day by default.',
        ),
      idleMinutes: z.int().min(5).max(480).default(60).describe('A session ends when it was not used for so long.'),
      authenticationContext: z
        .string()
        .regex(/^c([1-9]|1\d|2[0-5])$/, 'must be the id of an authentication context: c1 to c25')
        .optional()
        .describe(
          'Conditional Access authentication context that each sign-in must satisfy, such as `c1`; none if left out. The only way for the portal to see that a second factor was asked for.',
        ),
    })
    .default({ maxAgeMinutes: 240, idleMinutes: 60 })
    .describe('What is asked of technicians when they sign in.'),
  aws: z.strictObject({
    account: z.string().regex(/^\d{12}$/, 'must be a 12-digit AWS account id'),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1'),
    stackName: z
      .string()
      .max(32)
      // A capital letter: its secrets, `<name>/m365/…`, must not lie under the prefix `m365/` of the usual stack.
      .regex(/^[A-Z][A-Za-z0-9-]*$/, 'must be letters, digits and hyphens, starting with a capital letter')
      .default(STACK_NAME)
      .describe(
        'Another one makes a second stack in this account, with names of its own. Never change it after a deployment.',
      ),
  }),
  graph: z.strictObject({
    cloud: z.enum(['global', 'gcc-high', 'dod', 'china']).default('global'),
    credential: z
      .enum(['federated', 'certificate', 'secret'])
      .default('federated')
      .describe(
        'How both apps prove themselves: `federated` by identity tokens of AWS, `certificate` or `secret` by what an engineer put into Secrets Manager.',
      ),
    readerClientId: z.uuid().describe('Multi-tenant app registration that reads directories.'),
    writerClientId: z.uuid().describe('Multi-tenant app registration that resets passwords; nothing else uses it.'),
  }),
  approvals: z
    .strictObject({
      windowHours: z
        .int()
        .min(1)
        .max(336)
        .describe('How long technicians may decide. After it, silence means no reset.'),
      linkHours: z.int().min(1).max(168).default(72).describe('How long a credential link works.'),
      twoPersons: z
        .strictObject({
          roles: z
            .array(roleId)
            .default([GLOBAL_ADMINISTRATOR])
            .describe('Whoever holds one of these roles, active or eligible; Global Administrator, if left out.'),
          tenants: z.array(name(24)).default([]).describe('All accounts of these tenants.'),
        })
        .default({ roles: [GLOBAL_ADMINISTRATOR], tenants: [] })
        .describe('Which accounts two different technicians must approve. In an emergency, every account.'),
      renewalNeedsSecondPerson: z
        .boolean()
        .default(false)
        .describe('Whether another technician must agree before a used or expired credential link is replaced.'),
    })
    .default({
      windowHours: 48,
      linkHours: 72,
      twoPersons: { roles: [GLOBAL_ADMINISTRATOR], tenants: [] },
      renewalNeedsSecondPerson: false,
    }),
  passwords: z
    .strictObject({ admin: passwordProfile, service: passwordProfile })
    .default({ admin: { length: 24, symbols: true }, service: { length: 32, symbols: false } }),
  alarms: alarms.optional().describe('Whom alarms call; the mail of the team, if left out.'),
  mail: mail.default({ identity: 'existing' }).describe("Who makes the sender's identity in SES."),
  rotateAfterReveal: z
    .strictObject({
      adminHours: z.int().min(1).max(720).optional(),
      serviceHours: z.int().min(1).max(720).optional(),
    })
    .default({})
    .describe(
      'So many hours after a person has seen a password, a rotation of its account is proposed, once a day for all of them. Never, if left out.',
    ),
  retention: z
    .strictObject({
      credentials: z
        .enum(['keep', 'until-stored'])
        .describe('`until-stored`: a password that a technician confirmed to be in the vault is deleted here.'),
      days: z.int().min(1).max(90).default(7).describe('From the confirmation to the deletion.'),
      recoveryDays: z
        .int()
        .min(7)
        .max(30)
        .default(30)
        .describe('How long a deleted credential can still be restored; Secrets Manager charges nothing meanwhile.'),
    })
    .default({ credentials: 'keep', days: 7, recoveryDays: 30 })
    .describe('How long passwords are kept here.'),
  teams: z
    .strictObject({ enabled: z.boolean() })
    .default({ enabled: false })
    .describe('Cards to a Teams channel; the address is a secret.'),
  psa: z
    .strictObject({ system: z.enum(['none', ...psaSystems]), board: z.string().min(1).optional() })
    .default({ system: 'none' })
    .describe('Where the ticket of each tenant and cycle goes; the keys are a secret.'),
  admins: z
    .strictObject({
      roles: z
        .enum(['all', 'privileged'])
        .default('all')
        .describe('`all`: every directory role but the ignored ones; `privileged`: those that Microsoft labels so.'),
      ignore: z
        .array(roleId)
        .default([...readingRoles.keys()])
        .describe('Roles that make nobody an admin; if left out, the five that only read or invite guests.'),
      further: z
        .array(roleId)
        .default([])
        .describe('Roles that count besides the privileged ones; custom roles count there only if listed.'),
    })
    .default({ roles: 'all', ignore: [...readingRoles.keys()], further: [] })
    .describe('Which directory roles make an account an admin, in all tenants.'),
  technicians: z.array(technician).min(1),
  schedules: z.array(schedule).min(1),
  tenants: z.array(tenant).min(1),
});

export type Estate = z.output<typeof estateSchema>;
export type EstateTenant = Estate['tenants'][number];
/** A tenant, with the rules that hold for the accounts of all tenants. */
export type TenantWithRules = EstateTenant &
  Pick<Estate, 'admins'> &
  Pick<Estate['approvals'], 'twoPersons'> & { readonly deciders: readonly Decider[] };
export type Technician = Estate['technicians'][number];
export type Retention = Estate['retention'];
export type Schedule = Estate['schedules'][number];
