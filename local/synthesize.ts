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

/**
 * Synthesizes the CDK app into a folder, as `cdk synth` does, in a process of its own.
 *
 * @throws {SynthesisFailed}
 */
export async function synthesize(estateFile: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: resolve(folder), ESTATE: estateFile },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exitCode = await new Promise<number>((resolveExit, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolveExit(code ?? 1));
  });
  if (exitCode !== 0) throw new SynthesisFailed(exitCode);
}
