import { Command } from 'commander';
import { inspectionResults } from '../../lambda/adapters/aws/dynamodb/inspection/inspection-store.ts';
import type { InspectionKind } from '../../lambda/domain/inspection/inspection.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { deployedTables } from '../operator/deployed-tables.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult, printWarning } from '../operator/output.ts';
import { deployedWorkflows } from '../operator/workflows.ts';
import { drillText, resultsOf } from './drill-text.ts';
import { lookNow } from './look-now.ts';

interface Options {
  readonly config?: string;
  readonly tenant: readonly string[];
  readonly show: boolean;
  readonly json: boolean;
}

/** `rotation drill`: tries now whether the break-glass accounts would work, as far as reading tells. */
export const drillCommand = (): Command =>
  command(
    'drill',
    'break-glass',
    'looks now whether the break-glass accounts of tenants would work; it reads, and changes nothing there',
  );

/** `rotation consents`: looks now whether the apps may still do in tenants what they do, and no more. */
export const consentsCommand = (): Command =>
  command(
    'consents',
    'consent',
    'looks now at consents, permissions and the directory role of the apps in tenants; it reads, and changes nothing there',
  );

const command = (name: string, kind: InspectionKind, description: string): Command =>
  new Command(name)
    .description(`${description}. Exit code 1: something fails, or a tenant could not be looked at`)
    .addOption(tenantsOption())
    .option('--show', 'prints what was found last, and looks at nothing', false)
    .addOption(jsonOption('the results'))
    .addOption(configOption())
    .action(async ({ config, tenant, show, json }: Options) => {
      const estate = readEstateFile(estatePath(config));
      const tenants = tenant.length === 0 ? estate.tenants : tenantsNamed(estate, tenant);
      const notSeen = show
        ? 0
        : await lookNow(
            await deployedWorkflows(estate),
            kind,
            tenants.map(({ tenantId }) => tenantId),
          );
      if (notSeen > 0) {
        printWarning(
          `${notSeen} of ${counted(tenants.length, 'tenant')} could not be looked at now, and are shown as they were found before: the log of inspect-tenants says why`,
        );
      }
      const found = resultsOf(await inspectionResults(await deployedTables(estate.aws)).ofKind(kind), tenants);
      printResult(json, found, drillText(kind, found));
      if (notSeen > 0 || found.some(({ inspection }) => inspection?.verdict === 'failed')) process.exitCode = 1;
    });
