import * as z from 'zod';
import { alwaysCountingRole } from '../lambda/domain/accounts/directory-roles.ts';
import { auditorContradictions } from './auditor-contradictions.ts';
import type { Contradiction } from './contradiction.ts';
import { decidingContradictions } from './deciding-contradictions.ts';
import { deploymentContradictions } from './deployment-contradictions.ts';
import { proveContradictions } from './prove-contradictions.ts';
import { scheduleContradictions } from './schedule-contradictions.ts';
import { teamsContradictions } from './teams-contradictions.ts';
import { vaultContradictions } from './vault-contradictions.ts';

/** The fields that the rules below compare. A field that is wrong by itself is skipped here: the schema reports it. */
const compared = z.object({
  aws: z.object({ region: z.string() }).optional().catch(undefined),
  events: z.object({ bus: z.string(), webhook: z.unknown() }).optional().catch(undefined),
  alarms: z.object({ topicArn: z.string() }).optional().catch(undefined),
  technicians: z
    .array(
      z.object({
        objectId: z.string().optional().catch(undefined),
        tenants: z
          .union([z.literal('all'), z.array(z.string())])
          .optional()
          .catch(undefined),
        ownAccounts: z.array(z.union([z.string(), z.object({ tenant: z.string() })])).catch([]),
      }),
    )
    .catch([]),
  schedules: z
    .array(
      z.object({
        name: z.string().optional().catch(undefined),
        class: z.enum(['admin', 'service']).optional().catch(undefined),
      }),
    )
    .catch([]),
  rotateAfterReveal: z
    .object({
      adminHours: z.number().optional().catch(undefined),
      serviceHours: z.number().optional().catch(undefined),
    })
    .catch({}),
  admins: z
    .object({ ignore: z.array(z.string()).catch([]), further: z.array(z.string()).catch([]) })
    .catch({ ignore: [], further: [] }),
  tenants: z
    .array(
      z.object({
        name: z.string().optional().catch(undefined),
        tenantId: z.string().optional().catch(undefined),
        breakGlass: z
          .object({
            accounts: z.array(z.string()).default([]),
            groups: z.array(z.string()).default([]),
            waiver: z.string().optional(),
          })
          .optional()
          .catch(undefined),
      }),
    )
    .catch([]),
});

type Compared = z.output<typeof compared>;

/** Problems between fields that are each well-formed. Takes any value, so that they are reported beside the schema's own problems. */
export function contradictionsIn(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  if (!parsed.success) return [];
  const { technicians, schedules, tenants } = parsed.data;
  return [
    ...unknownTenants(parsed.data),
    ...unservedTenants(parsed.data),
    ...decidingContradictions(value),
    ...auditorContradictions(value),
    ...vaultContradictions(value),
    ...teamsContradictions(value),
    ...deploymentContradictions(value),
    ...proveContradictions(value),
    ...scheduleContradictions(value),
    ...misjudgedRoles(parsed.data),
    ...distantTopic(parsed.data),
    ...crowdedStream(parsed.data),
    ...unscheduledProposals(parsed.data),
    ...tenants.flatMap(({ breakGlass }, i) =>
      breakGlass !== undefined &&
      breakGlass.accounts.length + breakGlass.groups.length === 0 &&
      breakGlass.waiver === undefined
        ? [
            {
              path: ['tenants', i, 'breakGlass'],
              message: 'must name at least one break-glass account or group, or give a waiver with the reason',
            },
          ]
        : [],
    ),
    ...repeated(
      'tenants',
      'name',
      tenants.map((each) => each.name),
    ),
    ...repeated(
      'tenants',
      'tenantId',
      tenants.map((each) => each.tenantId?.toLowerCase()),
    ),
    ...repeated(
      'technicians',
      'objectId',
      technicians.map((each) => each.objectId?.toLowerCase()),
    ),
    ...repeated(
      'schedules',
      'name',
      schedules.map((each) => each.name),
    ),
  ];
}

function unknownTenants({ technicians, tenants }: Compared): Contradiction[] {
  const names = new Set(tenants.map((each) => each.name));
  const unknown = (tenant: string, path: Contradiction['path']) =>
    names.has(tenant) ? [] : [{ path, message: `must be the name of a tenant of this estate, got '${tenant}'` }];
  return technicians.flatMap((technician, i) => [
    ...(Array.isArray(technician.tenants) ? technician.tenants : []).flatMap((tenant, k) =>
      unknown(tenant, ['technicians', i, 'tenants', k]),
    ),
    ...technician.ownAccounts.flatMap((own, k) =>
      typeof own === 'string' ? [] : unknown(own.tenant, ['technicians', i, 'ownAccounts', k, 'tenant']),
    ),
  ]);
}

/** How many technicians are asked first about a tenant. */
const servers = ({ technicians }: Compared, name: string): number =>
  technicians.filter(({ tenants: own }) => own === undefined || own === 'all' || own.includes(name)).length;

function unservedTenants(estate: Compared): Contradiction[] {
  const { technicians, tenants } = estate;
  return tenants.flatMap(({ name }, i) =>
    name === undefined || technicians.length === 0 || servers(estate, name) > 0
      ? []
      : [
          {
            path: ['tenants', i, 'name'],
            message: `must have a technician who decides for it; nobody lists '${name}'`,
          },
        ],
  );
}

function misjudgedRoles({ admins: { ignore, further } }: Compared): Contradiction[] {
  return ignore.flatMap((id, i) => {
    const path = ['admins', 'ignore', i];
    const always = alwaysCountingRole(id.toLowerCase());
    if (always !== undefined) {
      return [{ path, message: `must not be ${always}: whoever holds that role is always an admin` }];
    }
    const other = further.findIndex((each) => each.toLowerCase() === id.toLowerCase());
    return other === -1
      ? []
      : [{ path, message: `must not be in admins.further[${other}] too: it counts or it does not` }];
  });
}

/** An alarm calls topics of its own Region only. */
function distantTopic({ aws, alarms }: Compared): Contradiction[] {
  const region = alarms?.topicArn.split(':')[3];
  if (aws === undefined || region === undefined || region === aws.region) return [];
  return [{ path: ['alarms', 'topicArn'], message: `must be in aws.region (${aws.region}), it is in ${region}` }];
}

/** DynamoDB throttles a stream that more than two functions follow, and `archive-audit` is one: records would be locked late. */
function crowdedStream({ events }: Compared): Contradiction[] {
  if (events?.webhook === undefined) return [];
  const message =
    'must be left out where events.bus is set. Let a rule of the bus call the webhook, as an API destination (docs/events.md)';
  return [{ path: ['events', 'webhook'], message }];
}

/** A proposal is a cycle of the class's schedule: without one, nobody would be asked, and nobody would notice. */
function unscheduledProposals({ rotateAfterReveal, schedules }: Compared): Contradiction[] {
  const isUnknown = schedules.some((each) => each.class === undefined);
  return (['admin', 'service'] as const).flatMap((each) => {
    const field = `${each}Hours` as const;
    if (rotateAfterReveal[field] === undefined || isUnknown || schedules.some((one) => one.class === each)) return [];
    const message = `must be left out, or schedules must have one for ${each} accounts: rotations are proposed by it`;
    return [{ path: ['rotateAfterReveal', field], message }];
  });
}

function repeated(list: string, field: string, values: readonly (string | undefined)[]): Contradiction[] {
  const first = new Map<string, number>();
  return values.flatMap((value, i) => {
    if (value === undefined) return [];
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, i);
    return earlier === undefined
      ? []
      : [{ path: [list, i, field], message: `must be unique; ${list}[${earlier}] has '${value}' already` }];
  });
}
