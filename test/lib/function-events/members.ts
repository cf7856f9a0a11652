import * as z from 'zod';

/** The members of a value at any depth, such as `onDemand.only`. Those of a list's elements are together. */
export function membersOf(value: unknown, within = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => membersOf(each, within));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [within + name, ...membersOf(each, `${within}${name}.`)]);
}

const partSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
  oneOf: z.array(z.unknown()).default([]),
  allOf: z.array(z.unknown()).default([]),
});

/** The members that a schema knows, in any of its alternatives. */
export const membersKnownTo = (schema: z.ZodType): readonly string[] => [
  ...new Set(membersIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))),
];

function membersIn(part: unknown, within = ''): readonly string[] {
  const { data } = partSchema.safeParse(part);
  if (data === undefined) return [];
  const { properties, items, anyOf, oneOf, allOf } = data;
  return [
    ...Object.entries(properties).flatMap(([name, each]) => [within + name, ...membersIn(each, `${within}${name}.`)]),
    ...[items, ...anyOf, ...oneOf, ...allOf].flatMap((each) => membersIn(each, within)),
  ];
}
