import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Synthesis said no. What it printed has been shown already. */
export class SynthesisFailed extends Error {
  override readonly name = 'SynthesisFailed';
  constructor(
    /** 2: the estate file is wrong. */
    readonly exitCode: number,
  ) {
    super(`synthesis ended with exit code ${exitCode}`);
  }
}

/** With room to spare, Node lets garbage lie: the process would be twice as large. */
const SMALL_HEAP = ['--max-old-space-size=384', '--max-semi-space-size=4'];

/**
 * Synthesizes the CDK app into a folder, in a process of its own. As `cdk synth` does, but for the rules of cdk-nag and of CloudFormation: they take as long and as much memory as
 * everything else, and `npm run synth`, a deployment and the tests of the templates apply them. The variable `CDK_VALIDATION=true` does here.
 *
 * @throws {SynthesisFailed}
 */
export async function synthesize(estateFile: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const child = spawn(process.execPath, [...SMALL_HEAP, '--import', 'tsx', 'bin/app.ts'], {
    env: { CDK_VALIDATION: 'false', ...process.env, CDK_OUTDIR: resolve(folder), ESTATE: estateFile },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exitCode = await new Promise<number>((resolveExit, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolveExit(code ?? 1));
  });
  if (exitCode !== 0) throw new SynthesisFailed(exitCode);
}
