import fc from 'fast-check';
import * as z from 'zod';

/**
 * Any value that a schema allows: a field that is added to the schema is tried without further ado.
 *
 * Text has no halves of surrogate pairs, which no table and no JSON can hold, and is never empty: it may be part of a key.
 */
export const arbitraryOf = <S extends z.ZodType>(schema: S): fc.Arbitrary<z.output<S>> =>
  anyOf(schema).map((each) => schema.parse(each));

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

/**
 * Members of our records are named by reason codes and by `<attribute set>.<attribute>`: never as what every object has. Of those, the
 * SDK cannot write an object with a member of its own that is called `constructor`.
 */
const memberName = text.filter((name) => !(name in Object.prototype));

function anyOf(schema: unknown): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodObject) return objectOf(schema.shape);
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(anyOf));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    const nil = schema instanceof z.ZodNullable ? null : undefined;
    return fc.option(anyOf(schema.unwrap()), { nil });
  }
  if (schema instanceof z.ZodArray) return fc.array(anyOf(schema.element), { maxLength: 3 });
  if (schema instanceof z.ZodRecord) return fc.dictionary(memberName, anyOf(schema.valueType), { maxKeys: 3 });
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodDate) return fc.date({ noInvalidDate: true });
  if (schema instanceof z.ZodNumber) {
    // `minValue` says 0 for `positive()` too: 0 itself is in only where the schema takes it.
    const least = Math.max(0, schema.minValue ?? 0);
    const min = schema.safeParse(least).success ? least : least + 1;
    return fc.integer({ min, max: schema.maxValue ?? Number.MAX_SAFE_INTEGER });
  }
  if (schema instanceof z.ZodUUID) return fc.uuid();
  if (schema instanceof z.ZodURL) return fc.webUrl();
  if (schema instanceof z.ZodISODateTime) return instants;
  if (schema instanceof z.ZodString) return stringOf(schema);
  throw new Error('no values are known for this kind of schema');
}

const instants = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((each) => each.toISOString());

function objectOf(shape: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const names = Object.keys(shape);
  const requiredKeys = names.filter((each) => !(shape[each] instanceof z.ZodOptional));
  return fc.record(Object.fromEntries(names.map((each) => [each, anyOf(shape[each])])), { requiredKeys });
}

function stringOf(schema: z.ZodString): fc.Arbitrary<string> {
  const checks = (schema.def.checks ?? []).map((each) => each._zod.def);
  const [pattern] = checks.flatMap((each) => ('pattern' in each && each.pattern instanceof RegExp ? each.pattern : []));
  return pattern === undefined ? text : fc.stringMatching(pattern);
}
