import * as z from 'zod';
import { STACK_NAME } from '../contract/stack.ts';
import { GLOBAL_ADMINISTRATOR, readingRoles } from '../lambda/domain/accounts/directory-roles.ts';
import type { Decider } from '../lambda/domain/accounts/tenant-rules.ts';
import { timeZone } from './change-window.ts';
import { audit, auditor } from './sections/audit.ts';
import { alarms, mail } from './sections/channels.ts';
import { deployment } from './sections/deployment.ts';
import { events } from './sections/events.ts';
import { awsAccountId, name, roleId, tenantId } from './sections/names.ts';
import { passwordProfile } from './sections/passwords.ts';
import { psa } from './sections/psa.ts';
import { blackOuts, schedule } from './sections/schedule.ts';
import { teams } from './sections/teams.ts';
import { technician } from './sections/technician.ts';
import { tenant } from './sections/tenant.ts';
import { vault } from './sections/vault.ts';

/**
 * The estate file: everything an MSP says about itself, its technicians, its schedules and its tenants.
 * It holds no secret. `config/example.yaml` shows every field with a comment.
 */

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
      .describe(
        'Where people open the portal, if something of yours stands before it; `deployment.domain` says it otherwise.',
      ),
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
    account: awsAccountId,
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1'),
    stackName: z
      .string()
      .max(32)
      // A capital letter: its secrets, `<name>/m365/…`, must not lie under the prefix `m365/` of the usual stack.
      .regex(/^[A-Z][A-Za-z0-9-]*$/, 'must be letters, digits and hyphens, starting with a capital letter')
      // Beside each stack is one that is called so, and `Data`.
      .regex(/(?<!Data)$/, "must not end in 'Data': the stack of tables and keys is called '<stackName>Data'")
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
  teams,
  psa,
  vault,
  events,
  audit,
  deployment,
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
  auditors: z
    .array(auditor)
    .default([])
    .describe(
      'Who reads cycles, accounts, timelines and reports in the portal, and can decide nothing and see no password.',
    ),
  schedules: z.array(schedule).min(1),
  blackOuts: blackOuts.describe('Days on which no schedule starts for any tenant. A start moves to the next free day.'),
  tenants: z.array(tenant).min(1),
});

export type Estate = z.output<typeof estateSchema>;
export type EstateTenant = Estate['tenants'][number];
/** A tenant, with the rules that hold for the accounts of all tenants. */
export type TenantWithRules = EstateTenant &
  Pick<Estate, 'admins'> &
  Pick<Estate['approvals'], 'twoPersons'> & { readonly deciders: readonly Decider[] };
export type Technician = Estate['technicians'][number];
export type Auditor = Estate['auditors'][number];
export type Retention = Estate['retention'];
export type Psa = Estate['psa'];
export type Vault = Estate['vault'];
export type Schedule = Estate['schedules'][number];
