import { Command } from 'commander';
import { exportStore } from '../../../lambda/adapters/aws/dynamodb/audit/export-store.ts';
import { whyNoAnswer } from '../../operator/answer-of.ts';
import { deployedTables } from '../../operator/deployed-tables.ts';
import { estatePath, readEstateFile } from '../../operator/estate-file.ts';
import { configOption } from '../../operator/options.ts';
import { print, printWarning } from '../../operator/output.ts';
import { deployedWorkflows, nameOfRun, until } from '../../operator/workflows.ts';
import { endedText, underWayText } from './export-text.ts';

/** An export takes some twelve minutes, and one of every day that is missing may come before it. */
const WITHIN_SECONDS = 8 * 3600;

/** `rotation audit export`: exports what was recorded since the last export. */
export const exportCommand = (): Command =>
  new Command('export')
    .description('exports what was recorded since the last export to the audit bucket, and waits for it')
    .addOption(configOption())
    .action(async ({ config }: { config?: string }) => {
      const estate = readEstateFile(estatePath(config));
      const workflows = await deployedWorkflows(estate);
      const exports = exportStore(await deployedTables(estate.aws));
      const name = nameOfRun('by-hand');
      await workflows.start('AuditExport', name, { requestedBy: workflows.caller });
      printWarning('Ctrl-C ends this command, and not the export: the command, given again, looks at the same one.');
      let told = '';
      const ended = await until(WITHIN_SECONDS, async () => {
        const execution = await workflows.describe('AuditExport', name);
        if (execution?.running === false) return execution;
        const text = underWayText(await exports.find());
        if (text !== undefined && text !== told) printWarning(text);
        told = text ?? told;
        return undefined;
      });
      if (ended?.output === undefined) {
        throw new Error(
          `${whyNoAnswer('AuditExport', name, ended)}. What is not exported stays in the audit table and in the archive`,
        );
      }
      print(endedText(JSON.parse(ended.output)));
    });
