import { readFileSync } from 'node:fs';
import { jsonSchemas } from '../../config/json-schema.ts';

test.each(Object.entries(jsonSchemas))(
  '%s is what the Zod schema says now (npm run schema writes it)',
  (name, text) => {
    expect(readFileSync(`config/${name}`, 'utf8')).toBe(text());
  },
);
