import { Command } from 'commander';
import { pauseStore } from '../../lambda/adapters/aws/dynamodb/rotation/pause-store.ts';
import { deployedTables } from '../operator/deployed-tables.ts';
import { estatePath, readEstateFile } from '../operator/estate-file.ts';
import { configOption, reasonOption } from '../operator/options.ts';
import { print } from '../operator/output.ts';
import { refuseFor, saidBy } from '../operator/refused.ts';
import { deployedWorkflows } from '../operator/workflows.ts';
import { carriedOut } from './carried-out.ts';
import { chosenScope, type ScopeOptions } from './chosen-scope.ts';
import { pauseLines } from './pause-text.ts';

interface Options extends ScopeOptions {
  readonly config?: string;
  readonly reason?: string;
}

/** `rotation pause`: stops resets within a minute, whatever workflows are doing. */
export const pauseCommand = (): Command =>
  command('pause', 'set', 'stops all resets of a tenant, a class or everything within a minute; prints what is paused');

/** `rotation resume`: ends a pause. */
export const resumeCommand = (): Command =>
  command('resume', 'end', 'ends a pause: resets that wait go on within half an hour, while their approvals are valid');

const command = (name: string, change: 'set' | 'end', description: string): Command =>
  new Command(name)
    .description(description)
    .option('--tenant <name>', 'this tenant, by its short name in the estate')
    .option('--cycle <id>', "with --tenant: in this cycle alone, as the customer's contact may ask")
    .option('--class <class>', 'this class of accounts in all tenants: admin or service')
    .option('--all', 'everything', false)
    .addOption(reasonOption('why, for the record; needed'))
    .addOption(configOption())
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const reason = options.reason?.trim() ?? '';
      refuseFor([
        ...saidBy(() => chosenScope(estate, options)),
        ...(reason === '' ? ['--reason is needed: it is recorded, and shown to everybody whom it stops'] : []),
      ]);
      const scope = chosenScope(estate, options);
      const workflows = await deployedWorkflows(estate);
      const { outcome, sentence } = await carriedOut(workflows, { change, scope, reason });
      print(`${sentence}\n`);
      if (outcome === 'refused') process.exitCode = 1;
      const active = await pauseStore(await deployedTables(estate.aws)).active();
      const lines = pauseLines(estate, active, new Date());
      print(lines.length === 0 ? 'Nothing is paused.\n' : lines.map((line) => `${line}\n`).join(''));
    });
