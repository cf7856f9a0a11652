import * as z from 'zod';
import type { Contradiction } from './contradiction.ts';

/** Contradictions about auditors. A field that is wrong by itself is skipped here: the schema reports it. */

const id = z.string().toLowerCase().optional().catch(undefined);

const compared = z.object({
  auditors: z
    .array(
      z.object({
        objectId: id,
        tenants: z
          .union([z.literal('all'), z.array(z.string())])
          .optional()
          .catch(undefined),
      }),
    )
    .catch([]),
  technicians: z.array(z.object({ objectId: id })).catch([]),
  tenants: z.array(z.object({ name: z.string().optional().catch(undefined) })).catch([]),
});

type Compared = z.output<typeof compared>;

export function auditorContradictions(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  if (!parsed.success) return [];
  return [...peopleListedTwice(parsed.data), ...unknownTenants(parsed.data)];
}

/** Who decides does not audit: an entry that never counts would say that somebody only reads. */
function peopleListedTwice({ auditors, technicians }: Compared): Contradiction[] {
  return auditors.flatMap(({ objectId }, i) => {
    if (objectId === undefined) return [];
    const path = ['auditors', i, 'objectId'];
    const technician = technicians.findIndex((each) => each.objectId === objectId);
    if (technician !== -1) {
      return [
        {
          path,
          message: `must not be that of technicians[${technician}]: who decides does not audit. Remove one of the two`,
        },
      ];
    }
    const earlier = auditors.findIndex((each) => each.objectId === objectId);
    return earlier === i ? [] : [{ path, message: `must be unique; auditors[${earlier}] has '${objectId}' already` }];
  });
}

function unknownTenants({ auditors, tenants }: Compared): Contradiction[] {
  const names = new Set(tenants.map(({ name }) => name));
  return auditors.flatMap(({ tenants: own }, i) =>
    (Array.isArray(own) ? own : []).flatMap((name, k) =>
      names.has(name)
        ? []
        : [
            {
              path: ['auditors', i, 'tenants', k],
              message: `must be the name of a tenant of this estate, got '${name}'`,
            },
          ],
    ),
  );
}
