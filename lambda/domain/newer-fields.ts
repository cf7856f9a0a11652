import * as z from 'zod';

/**
 * What another release of the product wrote: a field that this one does not know is left out, as JSON's readers do, so that a release that
 * the other one was rolled back to can read it (ADR 56). All else is as strict as the schema: a field that is missing, or has another
 * type, or belongs to another member of a union, is an error. What must not be left out says so in `needs` of its row.
 */
export function readAcrossReleases<S extends z.ZodType>(schema: S, value: unknown): z.ZodSafeParseResult<z.output<S>> {
  let read = schema.safeParse(value);
  let known = value;
  for (let round = 0; !read.success && round < MOST_ROUNDS; round += 1) {
    const unknown = unknownFields(schema, read.error.issues);
    if (unknown.length === 0) break;
    for (const each of unknown) known = without(known, each);
    read = schema.safeParse(known);
  }
  return read;
}

/** Leaving one out may show another one, deeper in a union. Nothing here is nested deeper. */
const MOST_ROUNDS = 8;

type Path = readonly PropertyKey[];

const unknownFields = (schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): readonly Path[] =>
  issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.filter((key) => !isKnown(schema, issue.path, key)).map((key) => [...issue.path, key]);
    }
    if (issue.code !== 'invalid_union') return [];
    return issue.errors.flatMap((each) =>
      unknownFields(
        schema,
        each.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
      ),
    );
  });

/** Whether an object that may be at the place has such a field: of several members of a union, any. */
function isKnown(schema: unknown, [step, ...rest]: Path, field: string): boolean {
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion) {
    return schema.options.some((each) => isKnown(each, step === undefined ? [] : [step, ...rest], field));
  }
  const inner = unwrapped(schema);
  if (inner !== schema) return isKnown(inner, step === undefined ? [] : [step, ...rest], field);
  if (schema instanceof z.ZodObject) {
    return step === undefined ? field in schema.shape : isKnown(schema.shape[String(step)], rest, field);
  }
  if (schema instanceof z.ZodArray) return step !== undefined && isKnown(schema.element, rest, field);
  if (schema instanceof z.ZodRecord) return step !== undefined && isKnown(schema.valueType, rest, field);
  return false;
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly) {
    return schema.unwrap();
  }
  if (schema instanceof z.ZodDefault) return schema.unwrap();
  return schema instanceof z.ZodPipe ? schema.in : schema;
}

function without(value: unknown, [key, ...rest]: Path): unknown {
  if (Array.isArray(value)) return value.map((each, n) => (n === key ? without(each, rest) : each));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(entries.map(([name, each]) => [name, name === key ? without(each, rest) : each]));
}
