import { Command } from 'commander';
import { isIn } from '../../lambda/domain/rotation/rotation.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { chosenRotation, type RotationOptions } from '../operator/chosen-rotation.ts';
import { accountOption, configOption, reasonOption, tenantOption } from '../operator/options.ts';
import { print } from '../operator/output.ts';
import { reopen } from '../operator/reopen.ts';

interface Options extends RotationOptions {
  readonly reason?: string;
  readonly wait: boolean;
}

/** `rotation retry`: tries a failed or uncertain rotation again, with the approval that it has. */
export function retryCommand(): Command {
  return new Command('retry')
    .description('tries a failed or uncertain rotation again, while its approval is valid')
    .addOption(tenantOption())
    .addOption(accountOption())
    .option('--cycle <id>', 'its cycle (default: the latest one in which it is uncertain or failed)')
    .addOption(reasonOption('why, for the record'))
    .option('--wait', 'waits until it has ended; exit code 1 if it is not rotated then', false)
    .addOption(configOption())
    .action(async (options: Options) => {
      const { rotation: chosen, parts } = await chosenRotation(options, ['uncertain', 'failed']);
      const { rotation, startedBefore } = await reopen(
        parts,
        chosen,
        'retry',
        options.reason,
        options.wait ? 'ended' : 'taken-up',
      );
      const about = `${printable(rotation.account.userPrincipalName)} in cycle ${rotation.cycleId}`;
      print(
        `${about}: ${startedBefore ? 'a retry was under way already' : 'is tried again'}; it is ${rotation.state.status}.\n` +
          `Follow it with: npm run rotation -- status --cycle ${rotation.cycleId} --tenant ${options.tenant}\n`,
      );
      if (options.wait && !isIn(rotation, 'rotated')) process.exitCode = 1;
    });
}
