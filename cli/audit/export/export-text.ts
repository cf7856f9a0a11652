import * as z from 'zod';
import { type ExportState, endedExportSchema } from '../../../lambda/domain/audit/export-plan.ts';

/** What is being exported. @returns `undefined`: nothing */
export function underWayText({ planned }: ExportState): string | undefined {
  if (planned === undefined) return undefined;
  const { from, to } = planned;
  if (from === undefined) return 'Exporting the whole audit table …';
  return `Exporting what was recorded from ${from} ${to === undefined ? 'on' : `to ${to}`} …`;
}

const outputSchema = z.object({
  exported: z.array(endedExportSchema.pick({ exportArn: true, items: true }).loose()),
  notBefore: z.iso.datetime(),
});

/**
 * What came of it.
 * @param output  of the workflow
 */
export function endedText(output: unknown): string {
  const { exported, notBefore } = outputSchema.parse(output);
  const lines = exported.map(
    ({ exportArn, items }) => `Export ${exportArn.slice(exportArn.lastIndexOf('/') + 1)}: ${items} records`,
  );
  const next = `There can be a next export from ${notBefore} on: DynamoDB takes no window of less than 15 minutes.`;
  return `${(lines.length === 0 ? [`Nothing was exported. ${next} The archive holds what is newer.`] : lines).join('\n')}\n`;
}
