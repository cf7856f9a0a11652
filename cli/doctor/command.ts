import { Command, Option } from 'commander';
import type { EstateTenant } from '../../config/estate.ts';
import { appSecretName } from '../../contract/graph-apps.ts';
import { readerApp } from '../../lambda/adapters/graph/graph-apps.ts';
import { mapConcurrently } from '../../lambda/domain/concurrency.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { microsoftAccess } from '../operator/microsoft.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { psaAccess } from '../operator/psa-access.ts';
import { rotatedClasses } from '../operator/rotated-classes.ts';
import { vaultAccess } from '../operator/vault-access.ts';
import { doctorAccount } from './aws/doctor-account.ts';
import { secondsAheadOf } from './entra-clock.ts';
import { examineTenant } from './examine-tenant.ts';
import { inRegion } from './in-region.ts';
import { unfoundOwnAccounts } from './own-accounts.ts';
import { proveTenant } from './prove/prove-tenant.ts';
import { placedTenants } from './psa/company-checks.ts';
import { examinePsa } from './psa/examine-psa.ts';
import { reportText } from './report-text.ts';
import { identityFrom } from './sign-in.ts';
import { vaultLook } from './vault-records.ts';

interface Options {
  readonly config?: string;
  readonly tenant: readonly string[];
  readonly aws: boolean;
  readonly prove: boolean;
  readonly json: boolean;
}

/** `rotation doctor`: whether each tenant, or the AWS account, is as it must be, and what is left to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'checks that tenants are ready to be rotated, and the PSA to take tickets, and says what to do; exit code 1 if one is not',
    )
    .addOption(configOption())
    .addOption(tenantsOption())
    .addOption(
      new Option('--aws', 'checks the AWS account in place of the tenants, after a deployment; takes some minutes')
        .default(false)
        .conflicts('tenant'),
    )
    .addOption(
      new Option(
        '--prove',
        'tries, in place of the checks, whether the writer app may reset an account without a role: on the one account that the tenant names under proveAccount, after a confirmation',
      )
        .default(false)
        .conflicts(['aws', 'json']),
    )
    .addOption(jsonOption('the findings'))
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      if (options.aws) return doctorAccount(estate, options.json);
      if (options.prove) return proveTenant(estate, tenantsNamed(estate, options.tenant));
      const { credential, readerClientId, writerClientId } = estate.graph;
      const { stackName } = estate.aws;
      const access = microsoftAccess(estate);
      const instruments = {
        directory: readerApp(access.appOptions('reader')),
        tokens: { reader: access.tokens('reader'), writer: access.tokens('writer') },
        clientIds: { reader: readerClientId, writer: writerClientId },
        secretNames: { reader: appSecretName(stackName, 'reader'), writer: appSecretName(stackName, 'writer') },
        credential,
        classes: (tenant: EstateTenant) => rotatedClasses(estate, tenant),
        endpoints: { graphEndpoint: access.graphEndpoint, loginEndpoint: access.loginEndpoint },
        secondsAhead: (tenantId: string) => secondsAheadOf(access.loginEndpoint, tenantId),
        identity: await identityFrom(access.identityToken),
        vault: vaultLook(vaultAccess(estate), estate),
      };
      const tenants = tenantsNamed(estate, options.tenant);
      const { region } = estate.aws;
      const examinations = await mapConcurrently(tenants, async (tenant) => {
        const examination = await examineTenant(instruments, tenant);
        return { ...examination, checks: examination.checks.map(inRegion(region)) };
      });
      const names = tenants.map(({ name }) => name);
      const ofPsa = await examinePsa(psaAccess(estate), estate, placedTenants(estate.tenants, names));
      const psa = ofPsa && { ...ofPsa, checks: ofPsa.checks.map(inRegion(region)) };
      const unfound = unfoundOwnAccounts(estate, examinations);
      printResult(options.json, { tenants: examinations, unfound, psa }, reportText(examinations, unfound, psa));
      if (examinations.some(({ ready }) => !ready) || unfound.length > 0 || psa?.ready === false) process.exitCode = 1;
    });
}
