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

/**
 * The checks of one file of schemas, such as `connectwise-psa.json`.
 * @returns what is wrong with a value by one of its definitions; nothing where it is as the vendor says
 */
export function vendorSchemas(file: string): (definition: string, value: unknown) => readonly string[] {
  const ajv = addFormats.default(
    new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }),
  );
  ajv.addVocabulary(beside);
  ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')), 'vendor');
  return (definition, value) => {
    const check = ajv.getSchema(`vendor#/$defs/${definition}`);
    if (check === undefined) throw new Error(`${file} has no definition ${definition}`);
    return check(value) === true ? [] : (check.errors ?? []).map(sentence);
  };
}

/**
 * The check of a whole schema file that is an older draft of JSON Schema: Adaptive Cards are draft-06.
 * @returns as `vendorSchemas`
 */
export function adaptiveCardSchema(): (card: unknown) => readonly string[] {
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
  ajv.addMetaSchema(draft06);
  const schema = z.looseObject({ id: z.unknown() }).parse(read('adaptive-card-1.4.json'));
  const { id: _, ...draft } = schema;
  const check = ajv.compile(draft);
  return (card) => (check(card) === true ? [] : (check.errors ?? []).map(sentence));
}

/** The check of a CloudEvent in its JSON form, which is a schema of draft-07. @returns as `vendorSchemas` */
export function cloudEventSchema(): (event: unknown) => readonly string[] {
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
  const check = ajv.compile(z.looseObject({}).parse(read('cloudevents-1.0.json')));
  return (event) => (check(event) === true ? [] : (check.errors ?? []).map(sentence));
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));

const sentence = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath || '/'} ${message ?? 'is wrong'} ${JSON.stringify(params).slice(0, 200)}`;
