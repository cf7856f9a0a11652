import { Command } from 'commander';
import { printable } from '../../lambda/domain/text/printable.ts';
import { jsonOption } from '../operator/options.ts';
import { printResult } from '../operator/output.ts';
import { queryCommand } from './query/command.ts';
import { type Verification, verifyExport } from './verify-export.ts';

/** `rotation audit …`: what auditors need, without access to the product. */
export function auditCommand(): Command {
  const audit = new Command('audit')
    .description('checks and reads the audit records from files alone')
    .addCommand(queryCommand());
  audit
    .command('verify')
    .description('checks that no audit record was changed, removed or put in between; exit code 1 if one was')
    .requiredOption('--export <folder>', 'exports of the audit table, at any depth')
    .requiredOption('--seals <folder>', "the audit bucket's seals")
    .requiredOption('--public-key <file>', 'public key that signs the seals, PEM or DER')
    .addOption(jsonOption('the result'))
    .action(async (options: { export: string; seals: string; publicKey: string; json: boolean }) => {
      const verification = await verifyExport({
        exportFolder: options.export,
        sealsFolder: options.seals,
        publicKeyFile: options.publicKey,
      });
      printResult(options.json, verification, inWords(verification));
      if (verification.problems.length > 0) process.exitCode = 1;
    });
  return audit;
}

function inWords({ records, accessRecords, chainsVerified, sealVerified, problems }: Verification): string {
  return [
    `${records} records, ${accessRecords} of them about access, ${chainsVerified} chains verified, seals ${sealVerified ? 'verified' : 'NOT verified'}`,
    ...problems.map((each) => `  problem: ${printable(each)}`),
    '',
  ].join('\n');
}
