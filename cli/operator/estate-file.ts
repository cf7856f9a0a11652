import type { Estate, TenantWithRules } from '../../config/estate.ts';
import { loadEstate } from '../../config/load-estate.ts';
import { tenantsWithRules } from '../../config/tenants-with-rules.ts';
import { printWarning } from './output.ts';
import { unknownNames } from './unknown-names.ts';

/** The estate file of a command: `--config`, or else the variable that deployments use. */
export const estatePath = (config: string | undefined): string => config ?? process.env.ESTATE ?? 'config/example.yaml';

/**
 * What may be a mistake in the file goes to standard error, and stops nothing.
 * @throws naming every mistake in the file, one line each
 */
export function readEstateFile(path: string): Estate {
  const loaded = loadEstate(path);
  if ('problems' in loaded) throw new Error(`the estate file cannot be used\n${loaded.problems.join('\n')}`);
  for (const warning of loaded.warnings) printWarning(warning);
  return loaded.estate;
}

/**
 * @param names  none: all of them
 * @throws for a name that the estate does not have: a tenant that is overlooked looks like one that is well
 */
export function tenantsNamed(estate: Estate, names: readonly string[]): readonly TenantWithRules[] {
  const unknown = names.filter((name) => !estate.tenants.some((tenant) => tenant.name === name));
  if (unknown.length > 0) {
    throw new Error(
      unknownNames(
        'tenant',
        unknown,
        estate.tenants.map(({ name }) => name),
      ),
    );
  }
  return tenantsWithRules(estate).filter(({ name }) => names.length === 0 || names.includes(name));
}
