import * as z from 'zod';

/**
 * Keys that a schema takes at a place, of all alternatives there.
 *
 * @param path  keys and positions from the root of the value to the object
 */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const [key, ...deeper] = path;
  return [
    ...new Set(
      objectsIn(schema).flatMap((each) => {
        if (each instanceof z.ZodArray) return typeof key === 'number' ? knownKeys(each._zod.def.element, deeper) : [];
        if (each instanceof z.ZodRecord) return key === undefined ? [] : knownKeys(each._zod.def.valueType, deeper);
        const { shape } = each._zod.def;
        if (key === undefined) return Object.keys(shape);
        const next = shape[String(key)];
        return next === undefined ? [] : knownKeys(next, deeper);
      }),
    ),
  ];
}

type Container = z.ZodObject | z.ZodArray | z.ZodRecord;

/**
 * What a schema comes to without what wraps it: defaults, transformations, alternatives. Classes of `z.core` would take all of
 * zod along into the bundles, its messages in fifty languages too: 190 KB.
 */
function objectsIn(schema: z.core.$ZodType): readonly Container[] {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodArray || schema instanceof z.ZodRecord) return [schema];
  if (schema instanceof z.ZodUnion) return schema._zod.def.options.flatMap(objectsIn);
  if (schema instanceof z.ZodIntersection) return [schema._zod.def.left, schema._zod.def.right].flatMap(objectsIn);
  if (schema instanceof z.ZodPipe) return objectsIn(schema._zod.def.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  ) {
    return objectsIn(schema._zod.def.innerType);
  }
  return [];
}
