import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { synthesize } from '../../local/synthesize.ts';
import { type CrashEstate, crashEstate, type WayOver } from './crash-estate.ts';

/** The template, synthesized once for an estate of one tenant. */
export async function synthesized(folder: string, way: WayOver = 'link'): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const estateFile = join(folder, 'estate.yaml');
  writeFileSync(estateFile, crashEstate(1, {}, way).yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(estateFile, assembly);
  return assembly;
}

const deployed = z.looseObject({
  tenants: z.array(z.looseObject({ displayName: z.string(), vault: z.looseObject({}).optional() })).min(1),
});

/** The same template deployed with another estate: only the file beside the code of each function differs. */
export function withEstate(assembly: string, { tenants }: CrashEstate, folder: string): string {
  cpSync(assembly, folder, { recursive: true });
  for (const asset of readdirSync(folder)) {
    const file = join(folder, asset, 'estate.json');
    if (!existsSync(file)) continue;
    const estate = deployed.parse(JSON.parse(readFileSync(file, 'utf8')));
    const [pattern] = estate.tenants;
    const entries = tenants.map(({ name, displayName, tenantId }) => ({
      ...pattern,
      name,
      displayName,
      tenantId,
      breakGlass: { accounts: [`bg1@${name}.onmicrosoft.com`] },
      ...(pattern?.vault === undefined ? {} : { vault: { ...pattern.vault, organization: { name: displayName } } }),
    }));
    writeFileSync(file, JSON.stringify({ ...estate, tenants: entries }));
  }
  return folder;
}
