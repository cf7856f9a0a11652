import { Command } from 'commander';
import { wholeNumber } from '../../operator/option-values.ts';
import { jsonOption } from '../../operator/options.ts';
import { printResult, printWarning } from '../../operator/output.ts';
import { sentenceOf } from '../../operator/sentence-of.ts';
import { type Verification, type VerifyOptions, verifyFolder } from './verify-folder.ts';
import { verificationInWords } from './words.ts';

const MOST_THREADS = 16;

/** Something is wrong with the evidence; nothing was verified. */
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
    .option(
      '--witness <folder>',
      'a copy of the bucket of the other account (audit.witness): each checkpoint there must be here, to the byte',
    )
    .option(
      '--threads <number>',
      'how many threads read besides this one: 0 takes the least memory, and longer (default: 2 where it is worth it)',
      wholeNumber(0, MOST_THREADS),
    )
    .addOption(jsonOption('the result'))
    // A script must not take what nobody could run for evidence with problems.
    .exitOverride(({ exitCode: ended }) => process.exit(ended === 0 ? 0 : exitCode.unusable))
    .action(async (folder: string, { publicKey = [], expect = [], witness, threads, json }: Options) => {
      const verification = await verified(folder, {
        keys: publicKey,
        expect,
        ...(witness === undefined ? {} : { witness }),
        ...(threads === undefined ? {} : { threads }),
      });
      if (verification === undefined) return;
      printResult(json, verification, verificationInWords(verification));
      if (verification.problemCount > 0) process.exitCode = exitCode.problems;
    });

interface Options {
  readonly publicKey?: string[];
  readonly expect?: string[];
  readonly witness?: string;
  readonly threads?: number;
  readonly json: boolean;
}

async function verified(folder: string, options: VerifyOptions): Promise<Verification | undefined> {
  try {
    return await verifyFolder(folder, options);
  } catch (error) {
    printWarning(`rotation: ${folder} cannot be verified: ${sentenceOf(error)}`);
    process.exitCode = exitCode.unusable;
    return undefined;
  }
}
