import * as z from 'zod';
import { alwaysCountingRole, privilegedRoles, readingRoles } from '../lambda/domain/accounts/directory-roles.ts';
import type { Contradiction } from './contradiction.ts';

/** Contradictions about who decides: stand-ins, and which accounts two technicians must approve. */

const names = z.array(z.string());
const tenantsOf = z
  .union([z.literal('all'), names])
  .optional()
  .catch(undefined);

/** The fields that are compared, with what holds where the file leaves them out. One that is wrong by itself is skipped. */
const compared = z.object({
  approvals: z
    .object({
      twoPersons: z
        .object({ roles: names.default([]).catch([]), tenants: names.default([]).catch([]) })
        .default({ roles: [], tenants: [] })
        .catch({ roles: [], tenants: [] }),
      renewalNeedsSecondPerson: z.boolean().default(false).catch(false),
    })
    .default({ twoPersons: { roles: [], tenants: [] }, renewalNeedsSecondPerson: false })
    .catch({ twoPersons: { roles: [], tenants: [] }, renewalNeedsSecondPerson: false }),
  admins: z
    .object({
      roles: z.string().default('all').catch('all'),
      ignore: names.default([...readingRoles.keys()]).catch([]),
      further: names.default([]).catch([]),
    })
    .default({ roles: 'all', ignore: [...readingRoles.keys()], further: [] })
    .catch({ roles: 'all', ignore: [], further: [] }),
  technicians: z
    .array(
      z.object({
        objectId: z.string().toLowerCase().optional().catch(undefined),
        tenants: tenantsOf,
        standsInFor: tenantsOf,
      }),
    )
    .catch([]),
  tenants: z
    .array(
      z.object({
        name: z.string().optional().catch(undefined),
        recipient: z.string().toLowerCase().optional().catch(undefined),
      }),
    )
    .catch([]),
});

type Compared = z.output<typeof compared>;

export function decidingContradictions(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  if (!parsed.success) return [];
  return [
    ...idleTechnicians(parsed.data),
    ...unknownNames(parsed.data),
    ...lonelyTenants(parsed.data),
    ...recipientsWhoDoNotDecide(parsed.data),
    ...rolesOfNoAdmin(parsed.data),
  ];
}

function idleTechnicians({ technicians }: Compared): Contradiction[] {
  const isEmpty = (list: Compared['technicians'][number]['tenants']) => Array.isArray(list) && list.length === 0;
  return technicians.flatMap(({ tenants, standsInFor = [] }, i) =>
    isEmpty(tenants) && isEmpty(standsInFor)
      ? [
          {
            path: ['technicians', i, 'tenants'],
            message: 'must name a tenant, or standsInFor must: this technician decides for none',
          },
        ]
      : [],
  );
}

function unknownNames({ technicians, approvals, tenants }: Compared): Contradiction[] {
  const known = new Set(tenants.map(({ name }) => name));
  const unknownIn = (listed: readonly string[], path: Contradiction['path']) =>
    listed.flatMap((name, i) =>
      known.has(name)
        ? []
        : [{ path: [...path, i], message: `must be the name of a tenant of this estate, got '${name}'` }],
    );
  return [
    ...technicians.flatMap(({ standsInFor }, i) =>
      Array.isArray(standsInFor) ? unknownIn(standsInFor, ['technicians', i, 'standsInFor']) : [],
    ),
    ...unknownIn(approvals.twoPersons.tenants, ['approvals', 'twoPersons', 'tenants']),
  ];
}

/**
 * Tenants where a rule of the estate asks for two people for everything, and one decides alone: nothing could ever happen there. Where the
 * rule is about a role, other accounts of the tenant can still be rotated, so the estate is accepted: discovery leaves out what two would
 * have to approve, and says so.
 */
function lonelyTenants({ technicians, approvals, tenants }: Compared): Contradiction[] {
  return tenants.flatMap(({ name }, i) => {
    if (name === undefined) return [];
    const able = technicians.filter((each) => mayDecideFor(each, name)).length;
    if (able !== 1) return [];
    const rules = [
      ...(approvals.twoPersons.tenants.includes(name) ? ['approvals.twoPersons.tenants names it'] : []),
      ...(approvals.renewalNeedsSecondPerson ? ['approvals.renewalNeedsSecondPerson is on'] : []),
    ];
    return rules.map((rule) => ({
      path: ['tenants', i, 'name'],
      message: `must have two technicians who decide for it: ${rule}, and one alone serves '${name}'`,
    }));
  });
}

/** Whether a technician may decide for a tenant; one whose list is wrong by itself may. */
function mayDecideFor({ tenants, standsInFor }: Compared['technicians'][number], name: string): boolean {
  const lists = (own: typeof tenants) => own === 'all' || own?.includes(name) === true;
  return tenants === undefined || lists(tenants) || lists(standsInFor);
}

/** Who does not decide for a tenant does not get its passwords either. */
function recipientsWhoDoNotDecide({ technicians, tenants }: Compared): Contradiction[] {
  return tenants.flatMap(({ name, recipient }, i) => {
    if (name === undefined || recipient === undefined || technicians.length === 0) return [];
    const named = technicians.find(({ objectId }) => objectId === recipient);
    if (named !== undefined && mayDecideFor(named, name)) return [];
    const message = `must be the objectId of a technician who decides for '${name}'`;
    return [{ path: ['tenants', i, 'recipient'], message }];
  });
}

/** Only roles that make an admin are told as a reason to rotate: another one would ask for two persons in vain. */
function rolesOfNoAdmin({ approvals, admins }: Compared): Contradiction[] {
  const isIn = (ids: readonly string[], id: string) => ids.some((each) => each.toLowerCase() === id);
  return approvals.twoPersons.roles.flatMap((written, i) => {
    const id = written.toLowerCase();
    const path = ['approvals', 'twoPersons', 'roles', i];
    if (alwaysCountingRole(id) !== undefined) return [];
    if (isIn(admins.ignore, id)) {
      return [{ path, message: 'must not be a role that makes nobody an admin: admins.ignore has it' }];
    }
    return admins.roles === 'privileged' && !privilegedRoles.has(id) && !isIn(admins.further, id)
      ? [{ path, message: 'must be a role that makes an admin: list it in admins.further too' }]
      : [];
  });
}
