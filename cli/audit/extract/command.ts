import { Command } from 'commander';
import { print, printWarning } from '../../operator/output.ts';
import { extractTenant } from './extract-tenant.ts';

export const extractCommand = (): Command =>
  new Command('extract')
    .description("takes one customer's records out of a folder, with the proof that the newest checkpoint covers them")
    .argument('<folder>', 'a copy of the audit bucket, or .local/export')
    .requiredOption('--tenant <id>', "the customer's tenant id")
    .requiredOption('--out <folder>', 'a new folder')
    .action(async (folder: string, { tenant, out }: { tenant: string; out: string }) => {
      const { records, chains, leftOut, checkpoint } = await extractTenant(folder, tenant, out);
      print(
        `${records} records in ${chains} chains of ${tenant}, proven by checkpoint ${checkpoint}: verify them with \`rotation audit verify ${out}\`\n`,
      );
      if (leftOut > 0)
        printWarning(
          `${leftOut} chains are left out: no checkpoint covers them, since they had no record after a version before checkpoints`,
        );
    });
