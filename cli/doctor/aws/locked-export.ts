import * as z from 'zod';
import { endedText } from '../../audit/export/export-text.ts';
import { nameOfRun, type Workflows } from '../../operator/workflows.ts';
import { type Check, failed, ok, warn } from '../check.ts';

export interface ExportOptions {
  readonly workflows: Pick<Workflows, 'caller' | 'start' | 'describe'>;
  readonly now: () => Date;
  readonly wait: (seconds: number) => Promise<void>;
  /** Told while it is under way. */
  readonly tell: (line: string) => void;
}

const NAME = 'export to the locked bucket';

/** Seconds between two looks, up to 20 minutes in all: an export takes some. */
const WAITS = [1, 2, 4, 8, ...Array.from({ length: 80 }, () => 15)];

const outputSchema = z.object({ exported: z.array(z.unknown()) });

/**
 * Lets the workflow export what was recorded since the last export, as it does each day. The bucket denies everybody else to put anything, also
 * whoever runs this. Whether DynamoDB writes into a bucket with Object Lock, for that role alone, is not documented, and would else be known
 * only in the night.
 */
export async function exportCheck({ workflows, now, wait, tell }: ExportOptions): Promise<readonly Check[]> {
  const name = nameOfRun('doctor', now());
  await workflows.start('AuditExport', name, { requestedBy: workflows.caller });
  tell(`an export of the audit table is under way, which takes some minutes: execution ${name} of AuditExport\n`);
  for (const seconds of WAITS) {
    await wait(seconds);
    const execution = await workflows.describe('AuditExport', name);
    if (execution === undefined || execution.running) continue;
    const { output, status, cause } = execution;
    if (output !== undefined) return [ok(NAME, toldOf(output))];
    return [
      failed(
        NAME,
        cause ?? `execution ${name} of AuditExport ended as ${status}`,
        'exports will fail every day; the archive has all records meanwhile (records/). Open an issue with this line (docs/before-production.md)',
      ),
    ];
  }
  return [
    warn(
      NAME,
      'still under way after 20 minutes',
      `look at execution ${name} of AuditExport, or run this command again`,
    ),
  ];
}

function toldOf(output: string): string {
  const ended: unknown = JSON.parse(output);
  const { exported } = outputSchema.parse(ended);
  if (exported.length === 0) return 'nothing to export: the last export is less than 16 minutes old';
  return endedText(ended).trim().replaceAll('\n', '; ');
}
