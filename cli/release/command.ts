import { Command } from 'commander';
import { holdStore } from '../../lambda/adapters/aws/dynamodb/cycle/hold-store.ts';
import { deployedTables } from '../operator/deployed-tables.ts';
import { estatePath, readEstateFile } from '../operator/estate-file.ts';
import { configOption, reasonOption } from '../operator/options.ts';
import { print } from '../operator/output.ts';
import { refuseFor, saidBy } from '../operator/refused.ts';
import { deployedWorkflows } from '../operator/workflows.ts';
import { carriedOut } from '../pause/carried-out.ts';
import { chosenScope } from '../pause/chosen-scope.ts';
import { holdLines } from './hold-text.ts';

interface Options {
  readonly tenant?: string;
  readonly class?: string;
  readonly all: boolean;
  readonly withoutDryRun: boolean;
  readonly reason?: string;
  readonly config?: string;
}

/** `rotation release`: from then on schedules start for these tenants. Without options: lists what is on hold. */
export const releaseCommand = (): Command =>
  new Command('release')
    .description(
      'releases tenants after a dry run was looked at: from then on schedules start for them. Alone: lists what is on hold',
    )
    .option('--tenant <name>', 'this tenant, by its short name in the estate')
    .option('--class <class>', 'this class of accounts in all tenants: admin or service')
    .option('--all', 'all tenants, both classes', false)
    .option('--without-dry-run', 'also what no dry run has read; the record says so', false)
    .addOption(reasonOption('why, for the record; needed to release'))
    .addOption(configOption())
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const { tenant, class: of, all, withoutDryRun } = options;
      const reason = options.reason?.trim() ?? '';
      // Whoever gives a reason means to release: a list would look as if it had been done.
      if (tenant !== undefined || of !== undefined || all || withoutDryRun || reason !== '') {
        refuseFor([
          ...saidBy(() => chosenScope(estate, options)),
          ...(reason === '' ? ['--reason is needed: it is recorded'] : []),
        ]);
        const scope = chosenScope(estate, options);
        const workflows = await deployedWorkflows(estate);
        const answer = await carriedOut(workflows, { change: 'release', scope, reason, withoutDryRun });
        print(`${answer.sentence}\n`);
        if (answer.outcome === 'refused') process.exitCode = 1;
      }
      const lines = holdLines(estate, await holdStore(await deployedTables(estate.aws)).all());
      print(lines.map((line) => `${line}\n`).join(''));
    });
