import { Command } from 'commander';
import { isIn } from '../../lambda/domain/rotation/rotation.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { checkedReason } from '../operator/reason.ts';
import { reopen } from '../operator/reopen.ts';
import { rotationsOf, storedRotations } from '../operator/stored-rotations.ts';
import { deployedWorkflows } from '../operator/workflows.ts';

interface Options {
  readonly config?: string;
  readonly tenant: string;
  readonly account: string;
  readonly cycle?: string;
  readonly reason?: string;
  readonly wait: boolean;
}

/** `rotation retry`: tries a failed or uncertain rotation again, with the approval that it has. */
export function retryCommand(): Command {
  return new Command('retry')
    .description('tries a failed or uncertain rotation again, while its approval is valid')
    .requiredOption('--tenant <name>', 'its tenant, by the short name in the estate')
    .requiredOption('--account <account>', 'its account, by object id or UPN')
    .option('--cycle <id>', 'its cycle (default: the latest one in which it is uncertain or failed)')
    .option('--reason <text>', 'why, for the record', checkedReason)
    .option('--wait', 'waits until it has ended; exit code 1 if it is not rotated then', false)
    .option('--config <file>', 'estate file (default: the variable ESTATE, or config/example.yaml)')
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const [tenant] = tenantsNamed(estate, [options.tenant]);
      if (tenant === undefined) throw new Error('--tenant names no tenant');
      const stored = await storedRotations(estate.aws.region);
      const found = await rotationsOf(stored, tenant.tenantId, options.account, options.cycle);
      const chosen =
        found.find((each) => isIn(each, 'uncertain')) ?? found.find((each) => isIn(each, 'failed')) ?? found[0];
      if (chosen === undefined) throw new Error(`no rotation of ${options.account} is on record in ${tenant.name}`);
      const workflows = await deployedWorkflows(estate);
      const parts = { estate, tenant, stored, workflows, now: () => new Date() };
      const { rotation, startedBefore } = await reopen(
        parts,
        chosen,
        'retry',
        options.reason,
        options.wait ? 'ended' : 'taken-up',
      );
      const about = `${printable(rotation.account.userPrincipalName)} in cycle ${rotation.cycleId}`;
      process.stdout.write(
        `${about}: ${startedBefore ? 'a retry was under way already' : 'is tried again'}; it is ${rotation.state.status}.\n` +
          `Follow it with: npm run rotation -- status --cycle ${rotation.cycleId} --tenant ${tenant.name}\n`,
      );
      if (options.wait && !isIn(rotation, 'rotated')) process.exitCode = 1;
    });
}
