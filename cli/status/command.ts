import { Command } from 'commander';
import { isRecent } from '../../lambda/domain/messages/mail-trouble.ts';
import { stillOn } from '../../lambda/domain/rotation/pause.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { undeliveredLine } from '../doctor/aws/undelivered.ts';
import { failingLines } from '../drill/failing-lines.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { storedRotations } from '../operator/stored-rotations.ts';
import { pauseLines } from '../pause/pause-text.ts';
import { readStatus } from './read-status.ts';
import { atMost } from './status-summary.ts';
import { statusText } from './status-text.ts';

/** Pauses, and mails that did not arrive, before the cycles. */
const MOST_FIRST_LINES = 4;

interface Options {
  readonly config?: string;
  readonly cycle?: string;
  readonly tenant: readonly string[];
  readonly uncertain: boolean;
  readonly all: boolean;
  readonly json: boolean;
}

/** `rotation status`: where cycles and rotations are, and what to do next. It reads the state table and nothing else. */
export function statusCommand(): Command {
  return new Command('status')
    .description('shows cycles and rotations, and what to do next; exit code 1 if a rotation is uncertain')
    .option('--cycle <id>', 'this cycle, with all its rotations (default: the latest, with those that need somebody)')
    .option('--all', 'each rotation with what to do, however many there are; so does --tenant', false)
    .addOption(tenantsOption())
    .option('--uncertain', 'only rotations whose outcome is uncertain, of all cycles', false)
    .addOption(jsonOption('the status'))
    .addOption(configOption())
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const tenants = tenantsNamed(estate, options.tenant);
      const stored = await storedRotations(estate.aws);
      const cycles = await readStatus(stored, estate, { ...options, tenants, now: new Date() });
      const now = new Date();
      const pauses = stillOn(await stored.pauses.active(), now);
      const undelivered = (await stored.mailTroubles.all()).filter((each) => isRecent(each, new Date()));
      const first = [
        ...pauseLines(estate, pauses, now),
        ...(await failingLines(stored.inspections, tenants)),
        ...undelivered.map((each) => `Mail did not arrive: ${undeliveredLine(each, estate.msp.timeZone)}`),
      ];
      const details = options.all || options.uncertain || options.tenant.length > 0;
      const shown = details
        ? first
        : atMost(first, MOST_FIRST_LINES, (left) => `${counted(left, 'line')} more: with --all`);
      const text = `${shown.map((line) => `${line}\n`).join('')}${statusText(cycles, { ...options, details })}`;
      printResult(options.json, { pauses, undelivered, cycles }, text);
      if (cycles.some((each) => each.rotations.some(({ status }) => status === 'uncertain'))) process.exitCode = 1;
    });
}
