import fc from 'fast-check';
import * as z from 'zod';

/**
 * Values that a schema allows, few and readable. Together they have each member of each union, each word of each list, and each field that
 * may be left out once there and once left out. The same schema gives the same values.
 */
export function samplesOf(schema: z.ZodType): readonly unknown[] {
  const samples = new Samples();
  const all: unknown[] = [];
  do all.push(schema.parse(samples.next(schema, '')));
  while (samples.isOpen(schema));
  return all;
}

class Samples {
  /** By part of the schema: which of its choices were taken. */
  private readonly taken = new Map<unknown, Set<number>>();

  next(schema: unknown, field: string): unknown {
    const choices = choicesOf(schema, field);
    if (choices !== undefined) return this.chosen(schema, choices, field);
    if (schema instanceof z.ZodObject) {
      const { shape }: { readonly shape: Readonly<Record<string, unknown>> } = schema;
      const fields = Object.entries(shape).map(([name, each]) => [name, this.next(each, name)] as const);
      return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
    }
    if (schema instanceof z.ZodArray) return [this.next(schema.element, field)];
    if (schema instanceof z.ZodRecord) return { [textOf(schema.keyType, 'name')]: this.next(schema.valueType, field) };
    if (schema instanceof z.ZodDate) return new Date('2026-12-07T08:00:00.000Z');
    if (schema instanceof z.ZodNumber) return [1, 0, 100].find((each) => schema.safeParse(each).success);
    return textOf(schema, field);
  }

  /** Whether a part of the schema has a choice that was not taken. */
  isOpen(schema: unknown): boolean {
    const choices = choicesOf(schema, '');
    if (choices !== undefined) {
      const taken = this.taken.get(schema);
      return choices.some((each, n) => taken?.has(n) !== true || ('of' in each && this.isOpen(each.of)));
    }
    if (schema instanceof z.ZodObject) return Object.values(schema.shape).some((each) => this.isOpen(each));
    if (schema instanceof z.ZodArray) return this.isOpen(schema.element);
    return schema instanceof z.ZodRecord && this.isOpen(schema.valueType);
  }

  /** The first choice that leads to something new. */
  private chosen(schema: unknown, choices: readonly Choice[], field: string): unknown {
    const taken = this.taken.get(schema) ?? new Set();
    this.taken.set(schema, taken);
    const open = choices.findIndex((each, n) => !taken.has(n) || ('of' in each && this.isOpen(each.of)));
    const n = Math.max(open, 0);
    taken.add(n);
    const choice = choices[n];
    if (choice === undefined) throw new Error(`${field}: a schema without a member`);
    return 'of' in choice ? this.next(choice.of, field) : choice.is;
  }
}

/** A part of a schema, or a value. */
type Choice = { readonly of: unknown } | { readonly is: unknown };

/** What a part of a schema lets one choose from; `undefined`: nothing. */
function choicesOf(schema: unknown, field: string): readonly Choice[] | undefined {
  if (schema instanceof z.ZodUnion) return schema.options.map((of: unknown) => ({ of }));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return [{ of: schema.unwrap() }, { is: undefined }];
  if (schema instanceof z.ZodNullable) return [{ of: schema.unwrap() }, { is: null }];
  if (schema instanceof z.ZodEnum) return schema.options.map((is: unknown) => ({ is }));
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((is: unknown) => ({ is }));
  if (schema instanceof z.ZodBoolean) return [{ is: true }, { is: false }];
  if (schema instanceof z.ZodType) return undefined;
  throw new Error(`${field}: this is no schema`);
}

const INSTANT = '2026-12-07T08:00:00.000Z';
const SOME_ID = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
const SHORT_HASH = 'a'.repeat(32);
const HASH = 'b'.repeat(64);

/** What texts look like, by the names of their fields: schemas may be stricter one day, and what was stored does not change. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/^cycleId$/, '2026-12-07-admin-monthly'],
  [/^(rotation|version|link|secretVersion)Id$/, SHORT_HASH],
  [/hash$/i, HASH],
  [/(Id|Ids|standInsFor)$/, SOME_ID],
  [/(At|Before|Until|From|For)$|^(at|time|since|until)$/, INSTANT],
  [/url$/i, 'https://portal.example/a/locator'],
];

function textOf(schema: unknown, field: string): string {
  if (!(schema instanceof z.ZodType)) throw new Error(`${field}: this is no schema`);
  const fits = (text: string) => schema.safeParse(text).success;
  const named = texts.filter(([name]) => name.test(field)).map(([, text]) => text);
  const known = [...named, field, ...texts.map(([, text]) => text)].find((each) => each !== '' && fits(each));
  return known ?? patterned(schema, field);
}

function patterned(schema: z.ZodType, field: string): string {
  const patterns = (schema.def.checks ?? []).map((each) => each._zod.def);
  const [pattern] = patterns.flatMap((each) =>
    'pattern' in each && each.pattern instanceof RegExp ? each.pattern : [],
  );
  if (pattern === undefined) throw new Error(`${field}: no text is known that fits its schema`);
  return fc.sample(fc.stringMatching(pattern), { seed: 1, numRuns: 1 })[0] ?? '';
}
