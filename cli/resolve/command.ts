import { Command, Option } from 'commander';
import { isIn } from '../../lambda/domain/rotation/rotation.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { checkedReason } from '../operator/reason.ts';
import { reopen } from '../operator/reopen.ts';
import { rotationsOf, storedRotations } from '../operator/stored-rotations.ts';
import { deployedWorkflows } from '../operator/workflows.ts';
import { nextLines } from '../status/what-next.ts';

interface Options {
  readonly config?: string;
  readonly tenant: string;
  readonly account: string;
  readonly cycle?: string;
  readonly works?: 'new' | 'old';
  readonly reason?: string;
}

/** `rotation resolve`: settles an uncertain rotation, by the directory or by what a person has found out. */
export function resolveCommand(): Command {
  return new Command('resolve')
    .description('settles an uncertain rotation: by a poll of the directory, or by what a person found out')
    .requiredOption('--tenant <name>', 'its tenant, by the short name in the estate')
    .requiredOption('--account <account>', 'its account, by object id or UPN')
    .option('--cycle <id>', 'its cycle (default: the latest one in which it is uncertain)')
    .addOption(
      new Option(
        '--works <password>',
        'which password a person has signed in with (default: the directory is polled now)',
      ).choices(['new', 'old']),
    )
    .option('--reason <text>', 'who signed in and how, for the record; needed with --works', checkedReason)
    .option('--config <file>', 'estate file (default: the variable ESTATE, or config/example.yaml)')
    .action(async (options: Options) => {
      if (options.works !== undefined && !options.reason?.trim()) {
        throw new Error('--works needs --reason: who signed in, and how');
      }
      const estate = readEstateFile(estatePath(options.config));
      const [tenant] = tenantsNamed(estate, [options.tenant]);
      if (tenant === undefined) throw new Error('--tenant names no tenant');
      const stored = await storedRotations(estate.aws.region);
      const found = await rotationsOf(stored, tenant.tenantId, options.account, options.cycle);
      const chosen = found.find((each) => isIn(each, 'uncertain')) ?? found[0];
      if (chosen === undefined) throw new Error(`no rotation of ${options.account} is on record in ${tenant.name}`);
      const mode = options.works === undefined ? 'poll' : (`works-${options.works}` as const);
      const workflows = await deployedWorkflows(estate);
      const parts = { estate, tenant, stored, workflows, now: () => new Date() };
      const { rotation: after, startedBefore } = await reopen(parts, chosen, mode, options.reason, 'settled');
      if (startedBefore && options.works !== undefined) {
        throw new Error(
          `somebody else was settling this rotation, which is ${after.state.status} now: what you said is not on record. Say it again if it still holds.`,
        );
      }
      const lines = nextLines(after, tenant, estate, new Date());
      process.stdout.write(
        `${printable(after.account.userPrincipalName)} in cycle ${after.cycleId} is ${after.state.status}.\n${lines.map((each) => `  ${printable(each)}\n`).join('')}`,
      );
      if (isIn(after, 'uncertain')) process.exitCode = 1;
    });
}
