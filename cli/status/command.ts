import { Command } from 'commander';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { configOption, jsonOption, tenantsOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { storedRotations } from '../operator/stored-rotations.ts';
import { pauseLine } from '../pause/pause-text.ts';
import { readStatus } from './read-status.ts';
import { statusText } from './status-text.ts';

interface Options {
  readonly config?: string;
  readonly cycle?: string;
  readonly tenant: readonly string[];
  readonly uncertain: boolean;
  readonly json: boolean;
}

/** `rotation status`: where cycles and rotations are, and what to do next. It reads the state table and nothing else. */
export function statusCommand(): Command {
  return new Command('status')
    .description('shows cycles and rotations, and what to do next; exit code 1 if a rotation is uncertain')
    .option('--cycle <id>', 'this cycle, with all its rotations (default: the latest, with those that need somebody)')
    .addOption(tenantsOption())
    .option('--uncertain', 'only rotations whose outcome is uncertain, of all cycles', false)
    .addOption(jsonOption('the status'))
    .addOption(configOption())
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const tenants = tenantsNamed(estate, options.tenant);
      const stored = await storedRotations(estate.aws);
      const cycles = await readStatus(stored, estate, { ...options, tenants, now: new Date() });
      const pauses = await stored.pauses.active();
      const text = `${pauses.map((each) => `${pauseLine(estate, each)}\n`).join('')}${statusText(cycles, options)}`;
      printResult(options.json, { pauses, cycles }, text);
      if (cycles.some((each) => each.rotations.some(({ status }) => status === 'uncertain'))) process.exitCode = 1;
    });
}
