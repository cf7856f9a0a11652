import * as z from 'zod';
import type { Contradiction } from './contradiction.ts';

const compared = z.object({
  vault: z.object({ system: z.string() }).catch({ system: 'none' }),
  tenants: z
    .array(
      z.object({
        handOver: z.object({ admin: z.string().optional(), service: z.string().optional() }).catch({}),
        vault: z
          .object({ recordName: z.string().optional(), records: z.array(z.unknown()).catch([]) })
          .optional()
          .catch(undefined),
      }),
    )
    .catch([]),
});

/** A password that is to be handed over by a vault needs one, and a record in it. */
export function vaultContradictions(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  if (!parsed.success) return [];
  const { vault, tenants } = parsed.data;
  return tenants.flatMap(({ handOver, vault: records }, i) => {
    const wanted = (['admin', 'service'] as const).find((each) => !['link', undefined].includes(handOver[each]));
    if (wanted === undefined) return [];
    const path = ['tenants', i, 'handOver', wanted];
    if (vault.system === 'none') {
      return [{ path, message: `must be link, or the estate must have a vault: vault.system is none` }];
    }
    if (records === undefined) {
      return [{ path, message: `must be link, or tenants[${i}].vault must say which records hold the passwords` }];
    }
    return records.recordName === undefined && records.records.length === 0
      ? [{ path: ['tenants', i, 'vault'], message: 'must have recordName, or list records' }]
      : [];
  });
}
