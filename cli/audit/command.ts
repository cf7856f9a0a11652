import { Command } from 'commander';
import { sentenceOf } from '../operator/sentence-of.ts';
import { jsonOption } from '../operator/options.ts';
import { printResult, printWarning } from '../operator/output.ts';
import { type Verification, verifyFolder } from './verify/verify-folder.ts';
import { verificationInWords } from './verify/words.ts';

/** Exit codes of `audit verify`: something is wrong with the evidence; there is nothing that could be verified. */
const exitCode = { problems: 1, unusable: 2 } as const;

/** `rotation audit …`: what auditors need, without access to the product. */
export function auditCommand(): Command {
  const audit = new Command('audit').description('checks the audit records from files alone');
  audit.addCommand(verifyCommand());
  return audit;
}

function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'checks that no audit record was changed, removed or put in between; exit code 1 if one was, 2 if the folder cannot be verified',
    )
    .argument('<folder>', 'a copy of the audit bucket, of .local/export, or an extract')
    .option('--public-key <file...>', 'public keys that you have from elsewhere, PEM or DER (default: those in the folder)')
    .option('--expect <hash...>', 'hashes of checkpoints or seals that you kept: each must still be there')
    .addOption(jsonOption('the result'))
    .action(async (folder: string, options: { publicKey?: string[]; expect?: string[]; json: boolean }) => {
      let verification: Verification;
      try {
        verification = await verifyFolder(folder, { keys: options.publicKey ?? [], expect: options.expect ?? [] });
      } catch (error) {
        printWarning(`rotation: ${folder} cannot be verified: ${sentenceOf(error)}`);
        process.exitCode = exitCode.unusable;
        return;
      }
      printResult(options.json, verification, verificationInWords(verification));
      if (verification.problemCount > 0) process.exitCode = exitCode.problems;
    });
}
