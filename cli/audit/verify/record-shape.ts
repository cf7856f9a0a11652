import * as z from 'zod';
import { auditRecordSchema } from '../../../lambda/domain/audit/audit-record.ts';

/**
 * Which members a record may have, of which type, and in which order its canonical form has them: made of the schema once, since a million
 * records are looked at and a schema takes longer for each than everything else together.
 */
export type Shape =
  | { readonly type: 'S'; readonly values?: ReadonlySet<string>; readonly pattern?: RegExp }
  | { readonly type: 'N' }
  /** `required`: how many of the members must be there. */
  | { readonly type: 'M'; readonly members: readonly Member[]; readonly required: number }
  /** One of several, by the text of one member. */
  | { readonly type: 'kinds'; readonly by: string; readonly kinds: ReadonlyMap<string, Shape> };

interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly isRequired: boolean;
}

const patterns: Readonly<Record<string, RegExp>> = {
  hash: /^[0-9a-f]{64}$/,
  prevHash: /^[0-9a-f]{64}$/,
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};

function shapeOf(schema: z.core.$ZodType): Shape {
  if (schema instanceof z.ZodOptional) return shapeOf(schema.unwrap());
  if (schema instanceof z.ZodString || schema instanceof z.ZodISODateTime) return { type: 'S' };
  if (schema instanceof z.ZodEnum) return { type: 'S', values: new Set(Object.values(schema.enum).map(String)) };
  if (schema instanceof z.ZodNumber) return { type: 'N' };
  if (schema instanceof z.ZodLiteral) {
    return typeof schema.value === 'number' ? { type: 'N' } : { type: 'S', values: new Set([String(schema.value)]) };
  }
  if (schema instanceof z.ZodObject) return objectShape(schema);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const by = schema.def.discriminator;
    const kinds = schema.options.flatMap((option) => {
      const shape = shapeOf(option);
      const member = shape.type === 'M' ? shape.members.find(({ name }) => name === by)?.shape : undefined;
      return member?.type === 'S' ? [...(member.values ?? [])].map((value) => [value, shape] as const) : [];
    });
    return { type: 'kinds', by, kinds: new Map(kinds) };
  }
  throw new Error(`records have a member of a type that the verifier does not know: ${schema._zod.def.type}`);
}

function objectShape({ shape }: z.ZodObject): Shape {
  const members = Object.entries(shape).map(([name, schema]) => ({
    name,
    shape: shapeOf(schema),
    isRequired: !(schema instanceof z.ZodOptional),
  }));
  // By UTF-16 code units, as the canonical form has them.
  members.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { type: 'M', members, required: members.filter(({ isRequired }) => isRequired).length };
}

function withPatterns(shape: Shape): Shape {
  if (shape.type !== 'M') return shape;
  return {
    ...shape,
    members: shape.members.map(({ name, shape: own, isRequired }) => {
      const pattern = patterns[name];
      return { name, isRequired, shape: pattern === undefined || own.type !== 'S' ? own : { ...own, pattern } };
    }),
  };
}

export const recordShape: Shape = withPatterns(shapeOf(auditRecordSchema));
