import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

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

const sentence = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath || '/'} ${message ?? 'is wrong'} ${JSON.stringify(params).slice(0, 200)}`;
