import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Estate, estateSchema } from '../../config/estate.ts';
import { ESTATE_FILE } from '../../contract/variables.ts';

/** The estate that was deployed with the code: it lies beside it. */
export function readEstate(): Estate {
  const folder = process.env.LAMBDA_TASK_ROOT ?? '.';
  return estateSchema.parse(JSON.parse(readFileSync(join(folder, ESTATE_FILE), 'utf8')));
}
