import { Command, Option } from 'commander';
import { isIn } from '../../lambda/domain/rotation/rotation.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { chosenRotation, type RotationOptions } from '../operator/chosen-rotation.ts';
import { accountOption, configOption, reasonOption, tenantOption } from '../operator/options.ts';
import { print } from '../operator/output.ts';
import { reopen } from '../operator/reopen.ts';
import { nextLines } from '../status/what-next.ts';

interface Options extends RotationOptions {
  readonly works?: 'new' | 'old';
  readonly reason?: string;
}

/** `rotation resolve`: settles an uncertain rotation, by the directory or by what a person has found out. */
export function resolveCommand(): Command {
  return new Command('resolve')
    .description('settles an uncertain rotation: by a poll of the directory, or by what a person found out')
    .addOption(tenantOption())
    .addOption(accountOption())
    .option('--cycle <id>', 'its cycle (default: the latest one in which it is uncertain)')
    .addOption(
      new Option(
        '--works <password>',
        'which password a person has signed in with (default: the directory is polled now)',
      ).choices(['new', 'old']),
    )
    .addOption(reasonOption('who signed in and how, for the record; needed with --works'))
    .addOption(configOption())
    .action(async (options: Options) => {
      if (options.works !== undefined && !options.reason?.trim()) {
        throw new Error('--works needs --reason: who signed in, and how');
      }
      const { rotation, parts } = await chosenRotation(options, ['uncertain']);
      const mode = options.works === undefined ? 'poll' : (`works-${options.works}` as const);
      const { rotation: after, startedBefore } = await reopen(parts, rotation, mode, options.reason, 'settled');
      if (startedBefore && options.works !== undefined) {
        throw new Error(
          `somebody else was settling this rotation, which is ${after.state.status} now: what you said is not on record. Say it again if it still holds.`,
        );
      }
      const lines = nextLines(after, parts.tenant, parts.estate, parts.now());
      print(
        `${printable(after.account.userPrincipalName)} in cycle ${after.cycleId} is ${after.state.status}.\n${lines.map((each) => `  ${printable(each)}\n`).join('')}`,
      );
      if (isIn(after, 'uncertain')) process.exitCode = 1;
    });
}
