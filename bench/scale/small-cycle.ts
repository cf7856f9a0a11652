import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../local/synthesize.ts';
import { runScale, type ScaleFigures } from './run.ts';
import { scaleEstate } from './scale-estate.ts';

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** One cycle of so many tenants, with so many accounts each, in a folder that is removed. */
export async function smallCycle(tenants: number, accounts: number, port: number): Promise<ScaleFigures> {
  const out = mkdtempSync(join(tmpdir(), 'counted-'));
  try {
    const estate = scaleEstate(tenants, accounts);
    const estateFile = join(out, 'estate.yaml');
    writeFileSync(estateFile, estate.yaml);
    await synthesize(estateFile, join(out, 'cdk.out'));
    const setting = {
      assembly: join(out, 'cdk.out'),
      out: join(out, 'product'),
      estate,
      accounts,
      port,
      dryRun: false,
    };
    return await runScale(setting, progress);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
