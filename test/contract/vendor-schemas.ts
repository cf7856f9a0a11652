import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { Ajv } from 'ajv';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import addFormats from 'ajv-formats';
import * as z from 'zod';

/** Beside the repository during development, and nowhere else: what vendors publish, and what none of it may be copied from. */
const folder = '../shared/contracts';

/** Runs where the vendors' schemas are; elsewhere its name says that it was skipped, and why. */
export const describeWithSchemas = (name: string, tests: () => void): void =>
  existsSync(folder) ? describe(name, tests) : describe.skip(`${name} (skipped: no ../shared/contracts)`, tests);

const beside = [
  'about',
  'operations',
  'services',
  'throttlingCodes',
  'transientCodes',
  'transientStatus',
  'x-captions',
  'x-sibling',
  'x-recommended',
];

/** Read when it is first asked: bodies of skipped tests run too, where there is no such folder. */
function whenAsked<Check>(make: () => Check): () => Check {
  let made: Check | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

type Valid = { (value: unknown): unknown; errors?: ErrorObject[] | null };
const problemsBy = (check: Valid, value: unknown): readonly string[] =>
  check(value) === true ? [] : (check.errors ?? []).map(sentence);

/**
 * The checks of one file of schemas, such as `connectwise-psa.json`.
 * @returns what is wrong with a value by one of its definitions; nothing where it is as the vendor says
 */
export function vendorSchemas(file: string): (definition: string, value: unknown) => readonly string[] {
  const schemas = whenAsked(() => {
    const ajv = addFormats.default(
      new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }),
    );
    ajv.addVocabulary(beside);
    return ajv.addSchema(z.looseObject({}).parse(read(file)), 'vendor');
  });
  return (definition, value) => {
    const check = schemas().getSchema(`vendor#/$defs/${definition}`);
    if (check === undefined) throw new Error(`${file} has no definition ${definition}`);
    return problemsBy(check, value);
  };
}

/**
 * The check of a whole schema file that is an older draft of JSON Schema: Adaptive Cards are draft-06.
 * @returns as `vendorSchemas`
 */
export function adaptiveCardSchema(): (card: unknown) => readonly string[] {
  const check = whenAsked(() => {
    const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
    ajv.addMetaSchema(draft06);
    const { id: _, ...draft } = z.looseObject({ id: z.unknown() }).parse(read('adaptive-card-1.4.json'));
    return ajv.compile(draft);
  });
  return (card) => problemsBy(check(), card);
}

/** The check of a CloudEvent in its JSON form, which is a schema of draft-07. @returns as `vendorSchemas` */
export function cloudEventSchema(): (event: unknown) => readonly string[] {
  const check = whenAsked(() =>
    addFormats
      .default(new Ajv({ strict: false, allErrors: true }))
      .compile(z.looseObject({}).parse(read('cloudevents-1.0.json'))),
  );
  return (event) => problemsBy(check(), event);
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));

const sentence = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath || '/'} ${message ?? 'is wrong'} ${JSON.stringify(params).slice(0, 200)}`;
