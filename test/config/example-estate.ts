import type { Estate } from '../../config/estate.ts';
import { loadEstate } from '../../config/load-estate.ts';

/** The estate of `config/example.yaml`, which has every setting. */
export function exampleEstate(): Estate {
  const loaded = loadEstate('config/example.yaml');
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'));
  return loaded.estate;
}
