import { Command } from 'commander';
import { jsonOption } from '../../operator/options.ts';
import { printResult, printWarning } from '../../operator/output.ts';
import { sentenceOf } from '../../operator/sentence-of.ts';
import { type Verification, type VerifyOptions, verifyFolder } from './verify-folder.ts';
import { verificationInWords } from './words.ts';

/** Something is wrong with the evidence; there is nothing that could be verified. */
const exitCode = { problems: 1, unusable: 2 } as const;

export const verifyCommand = (): Command =>
  new Command('verify')
    .description(
      'checks that no audit record was changed, removed or put in between; exit code 1 if one was, 2 if the folder cannot be verified',
    )
    .argument('<folder>', 'a copy of the audit bucket, .local/export, or an extract')
    .option(
      '--public-key <file...>',
      'public keys that you have from elsewhere, PEM or DER (default: those in the folder)',
    )
    .option('--expect <hash...>', 'hashes of checkpoints or seals that you kept: each must still be there')
    .addOption(jsonOption('the result'))
    .action(async (folder: string, options: { publicKey?: string[]; expect?: string[]; json: boolean }) => {
      const verification = await verified(folder, { keys: options.publicKey ?? [], expect: options.expect ?? [] });
      if (verification === undefined) return;
      printResult(options.json, verification, verificationInWords(verification));
      if (verification.problemCount > 0) process.exitCode = exitCode.problems;
    });

async function verified(folder: string, options: VerifyOptions): Promise<Verification | undefined> {
  try {
    return await verifyFolder(folder, options);
  } catch (error) {
    printWarning(`rotation: ${folder} cannot be verified: ${sentenceOf(error)}`);
    process.exitCode = exitCode.unusable;
    return undefined;
  }
}
