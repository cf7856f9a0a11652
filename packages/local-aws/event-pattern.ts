import * as z from 'zod';
import { matchesText } from './iam-patterns.ts';
import type { JsonObject } from './service.ts';

/**
 * Patterns of EventBridge, as far as they are supported: values, `prefix`, `wildcard`, `anything-but` (values), `exists`, and `$or`.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const filter = z.union([
  value,
  z.strictObject({ prefix: z.string() }),
  // `*` alone is special; AWS refuses two in a row, and a backslash escapes.
  z.strictObject({ wildcard: z.string().regex(/^(?!.*\*\*)[^\\?]+$/) }),
  z.strictObject({ 'anything-but': z.union([value.transform((one) => [one]), z.array(value).min(1)]) }),
  z.strictObject({ exists: z.boolean() }),
]);
const filters = z.array(filter).min(1);
type Filter = z.output<typeof filter>;

const nested = z.record(z.string(), z.unknown());
const alternatives = z.array(nested).min(2);

/**
 * Each field of a pattern is a list of filters of which one must hold, or a pattern of the fields below. Where the event has a list, it is
 * enough that one of its values fits; where it lacks the field, only `exists: false` holds.
 */
export function matches(pattern: JsonObject, event: JsonObject): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or') return alternatives.parse(wanted).some((each) => matches(each, event));
    const found = event[name];
    if (Array.isArray(wanted)) return filters.parse(wanted).some((each) => holds(each, found));
    const below = nested.safeParse(wanted);
    return below.success && matches(below.data, nested.safeParse(found).data ?? {});
  });
}

function holds(wanted: Filter, found: unknown): boolean {
  const values = found === undefined ? [] : [found].flat();
  if (typeof wanted !== 'object' || wanted === null) return values.includes(wanted);
  if ('exists' in wanted) return values.length > 0 === wanted.exists;
  if ('prefix' in wanted) return values.some((each) => typeof each === 'string' && each.startsWith(wanted.prefix));
  if ('wildcard' in wanted) {
    return values.some((each) => typeof each === 'string' && matchesText(wanted.wildcard, each));
  }
  const not: readonly unknown[] = wanted['anything-but'];
  return values.some((each) => !not.includes(each));
}

/** @throws {Error} naming the rule and the field */
export function refuseUnsupported(rule: string, pattern: JsonObject): void {
  for (const [name, wanted] of Object.entries(pattern)) {
    const below = name === '$or' ? alternatives.safeParse(wanted).data : nested.safeParse(wanted).data;
    if (below !== undefined) for (const each of [below].flat()) refuseUnsupported(rule, each);
    else if (!filters.safeParse(wanted).success) {
      throw new Error(
        `${rule}: the local cloud compares events with values, prefix, wildcard, anything-but and exists only, not as '${name}' asks`,
      );
    }
  }
}
