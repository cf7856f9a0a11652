import { readFileSync } from 'node:fs';
import { estateJsonSchema } from '../../config/json-schema.ts';

test('estate.schema.json is what the Zod schema says now (npm run schema writes it)', () => {
  expect(readFileSync('config/estate.schema.json', 'utf8')).toBe(estateJsonSchema());
});
