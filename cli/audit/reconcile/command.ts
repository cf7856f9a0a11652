import { Command, Option } from 'commander';
import { passwordAudits } from '../../../lambda/adapters/graph/password-audits.ts';
import { reconcile } from '../../../lambda/domain/audit/reconcile.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../../operator/estate-file.ts';
import { microsoftAccess } from '../../operator/microsoft.ts';
import { instant } from '../../operator/option-values.ts';
import { configOption, jsonOption, tenantOption } from '../../operator/options.ts';
import { printResult } from '../../operator/output.ts';
import { reconcileText } from './reconcile-text.ts';
import { resetsInFolder, resetsInTables } from './recorded-resets.ts';

interface Options {
  readonly config?: string;
  readonly tenant: string;
  readonly since?: Date;
  readonly folder?: string;
  readonly json: boolean;
}

/** How long Entra keeps its directory audit, with a licence. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** `rotation audit reconcile`: our records against Entra's own. It reads both and changes nothing. */
export const reconcileCommand = (): Command =>
  new Command('reconcile')
    .description(
      "compares resets on record with Entra's directory audit; exit code 1 if one knows what the other does not. Entra keeps 30 days, and needs a P1 or P2 licence",
    )
    .addOption(tenantOption())
    .addOption(
      new Option('--since <instant>', `from when on (default: all that Entra keeps, ${KEPT_DAYS} days)`).argParser(
        instant,
      ),
    )
    .option('--folder <folder>', 'a copy of the audit bucket, in place of the deployed tables')
    .addOption(jsonOption('the findings'))
    .addOption(configOption())
    .action(async ({ config, tenant: name, since, folder, json }: Options) => {
      const estate = readEstateFile(estatePath(config));
      const [tenant] = tenantsNamed(estate, [name]);
      if (tenant === undefined) return;
      const now = new Date();
      const from = new Date(Math.max(since?.getTime() ?? 0, now.getTime() - KEPT_DAYS * DAY_MS));
      const read = passwordAudits(microsoftAccess(estate).appOptions('reader'));
      const theirs = await read(tenant.tenantId, from);
      const { tenantId } = tenant;
      const ours =
        folder === undefined
          ? await resetsInTables(
              estate.aws,
              tenantId,
              theirs.map(({ accountId }) => accountId),
            )
          : await resetsInFolder(folder, tenantId);
      const found = reconcile(ours, theirs, {
        writerClientId: estate.graph.writerClientId,
        since: from.toISOString(),
        now,
      });
      const result = { tenant: name, tenantId, since: from.toISOString(), asOf: now.toISOString(), ...found };
      printResult(json, result, reconcileText(tenant.displayName, from.toISOString(), found));
      if (found.foreign.length + found.unrecorded.length + found.notShown.length > 0) process.exitCode = 1;
    });
