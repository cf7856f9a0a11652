import { Command } from 'commander';
import type { Seer } from '../../lambda/domain/credential/exposure.ts';
import { exposedAccounts } from '../../lambda/usecases/credential/exposed-accounts.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { type StoredRotations, storedRotations } from '../operator/stored-rotations.ts';
import { exposureText, type PersonsExposures } from './exposure-text.ts';
import { personNamed } from './find-person.ts';

interface Options {
  readonly config?: string;
  readonly technician?: string;
  readonly tenant: readonly string[];
  readonly json: boolean;
}

/** `rotation exposure`: who has seen which password that may still work. It reads the state table and nothing else. */
export function exposureCommand(): Command {
  return new Command('exposure')
    .description('shows who has seen which password that may still work, also of people who have left')
    .option('--technician <person>', 'this person, with each password: by name, mail or object id (default: everybody)')
    .addOption(tenantsOption())
    .addOption(jsonOption('the exposures'))
    .addOption(configOption())
    .action(async ({ config, technician, tenant, json }: Options) => {
      const estate = readEstateFile(estatePath(config));
      const chosen = tenant.length === 0 ? undefined : tenantsNamed(estate, tenant).map(({ tenantId }) => tenantId);
      const stored = await storedRotations(estate.aws);
      const seers = await stored.exposures.seers();
      const people = technician === undefined ? seers : [personNamed(estate, seers, technician)];
      const all: PersonsExposures[] = [];
      for (const each of people) all.push(await exposuresOf(stored, each, chosen));
      const found = technician === undefined ? all.filter(({ accounts }) => accounts.length > 0) : all;
      printResult(json, found, exposureText(found, technician !== undefined));
    });
}

/** @param tenantIds  left out: of all tenants, also of those that the estate does not have any more */
export async function exposuresOf(
  { exposures, cycles }: Pick<StoredRotations, 'exposures' | 'cycles'>,
  person: Seer,
  tenantIds: readonly string[] | undefined,
): Promise<PersonsExposures> {
  const seen = await exposures.ofTechnician(person.technicianObjectId);
  const wanted = seen.filter(({ tenantId }) => tenantIds === undefined || tenantIds.includes(tenantId));
  return { person, accounts: await exposedAccounts(cycles, wanted) };
}
