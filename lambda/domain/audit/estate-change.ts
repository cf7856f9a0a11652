import * as z from 'zod';
import { counted } from '../text/counted.ts';
import { cut } from '../text/cut.ts';
import { printable } from '../text/printable.ts';
import { changesBetween } from './estate-diff.ts';

/** An estate as a former version may have stored it: tenants are told apart, all else is compared as it is. */
export const storedEstateSchema = z.looseObject({
  tenants: z.array(z.looseObject({ tenantId: z.string(), name: z.string(), displayName: z.string() })),
});
export type StoredEstate = z.output<typeof storedEstateSchema>;

/** What a record says of a change of the estate, or of one tenant in it. */
export interface EstateChange {
  /** Left out: it is about the estate. */
  readonly tenant?: { readonly tenantId: string; readonly tenantName: string };
  readonly detail: string;
}

/** So many changes are told, each so long: the estates themselves are kept. */
const MOST_LINES = 20;
const LONGEST_LINE = 160;

/**
 * What changed, as records tell it: first one about the estate, with how many tenants changed; then one about each tenant that changed,
 * came or went. The same two estates give the same records in the same order.
 */
export function estateChanges(before: StoredEstate, after: StoredEstate): readonly [EstateChange, ...EstateChange[]] {
  const tenants = tenantChanges(before, after);
  const { tenants: old, ...othersBefore } = before;
  const { tenants: now, ...othersAfter } = after;
  const inOrder = canonicalOrder(old, now);
  const lines = [
    ...changesBetween(othersBefore, othersAfter),
    ...(tenants.length === 0 ? [] : [`${counted(tenants.length, 'tenant')} changed, added or removed`]),
    ...(inOrder ? [] : ['tenants: order changed']),
  ];
  return [{ detail: told(lines) }, ...tenants];
}

function tenantChanges(before: StoredEstate, after: StoredEstate): readonly EstateChange[] {
  const known = new Map(before.tenants.map((each) => [each.tenantId, each]));
  const left = new Set(after.tenants.map(({ tenantId }) => tenantId));
  const about = ({ tenantId, displayName }: StoredEstate['tenants'][number]) => ({
    tenant: { tenantId, tenantName: displayName },
  });
  return [
    ...after.tenants.flatMap((each) => {
      const old = known.get(each.tenantId);
      const place = `tenants[${each.name}]`;
      const lines = old === undefined ? [`${place} added`] : changesBetween(old, each, place);
      return lines.length === 0 ? [] : [{ ...about(each), detail: told(lines) }];
    }),
    ...before.tenants
      .filter(({ tenantId }) => !left.has(tenantId))
      .map((each) => ({ ...about(each), detail: `tenants[${each.name}] removed` })),
  ];
}

function canonicalOrder(before: StoredEstate['tenants'], after: StoredEstate['tenants']): boolean {
  const [old, now] = [before, after].map((list) => list.map(({ tenantId }) => tenantId));
  const kept = old?.filter((each) => now?.includes(each)) ?? [];
  const stayed = now?.filter((each) => old?.includes(each)) ?? [];
  return kept.every((each, i) => each === stayed[i]);
}

function told(lines: readonly string[]): string {
  const more = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES).map((each) => cut(printable(each), LONGEST_LINE)),
    ...(more > 0 ? [`and ${counted(more, 'more change')}`] : []),
  ].join('; ');
}

/** What the record of the first estate says. */
export const firstEstate = ({ tenants }: StoredEstate): string =>
  `recorded for the first time: ${counted(tenants.length, 'tenant')}`;
