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
        if (each instanceof z.core.$ZodArray)
          return typeof key === 'number' ? knownKeys(each._zod.def.element, deeper) : [];
        if (each instanceof z.core.$ZodRecord)
          return key === undefined ? [] : knownKeys(each._zod.def.valueType, deeper);
        const { shape } = each._zod.def;
        if (key === undefined) return Object.keys(shape);
        const next = shape[String(key)];
        return next === undefined ? [] : knownKeys(next, deeper);
      }),
    ),
  ];
}

type Container = z.core.$ZodObject | z.core.$ZodArray | z.core.$ZodRecord;

/** What a schema comes to without what wraps it: defaults, transformations, alternatives. */
function objectsIn(schema: z.core.$ZodType): readonly Container[] {
  if (schema instanceof z.core.$ZodObject || schema instanceof z.core.$ZodArray || schema instanceof z.core.$ZodRecord)
    return [schema];
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options.flatMap(objectsIn);
  if (schema instanceof z.core.$ZodIntersection)
    return [schema._zod.def.left, schema._zod.def.right].flatMap(objectsIn);
  if (schema instanceof z.core.$ZodPipe) return objectsIn(schema._zod.def.in);
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodNullable ||
    schema instanceof z.core.$ZodReadonly
  ) {
    return objectsIn(schema._zod.def.innerType);
  }
  return [];
}
