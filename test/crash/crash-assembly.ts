import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { canonicalJson, sha256 } from '../../lambda/domain/audit/audit-chain.ts';
import { estateFileOf } from '../../local/assembled-estate.ts';
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

/** The same template deployed with another estate: its file, and what the template says of it. */
export function withEstate(assembly: string, { tenants }: CrashEstate, folder: string): string {
  cpSync(assembly, folder, { recursive: true });
  const file = estateFileOf(folder);
  const before = readFileSync(file, 'utf8');
  const estate = deployed.parse(JSON.parse(before));
  const [pattern] = estate.tenants;
  const entries = tenants.map(({ name, displayName, tenantId }) => ({
    ...pattern,
    name,
    displayName,
    tenantId,
    breakGlass: { accounts: [`bg1@${name}.onmicrosoft.com`] },
    ...(pattern?.vault === undefined ? {} : { vault: { ...pattern.vault, organization: { name: displayName } } }),
  }));
  const text = canonicalJson({ ...estate, tenants: entries });
  writeFileSync(file, text);
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.template.json'))) {
    const template = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), template.replaceAll(sha256(before), sha256(text)));
  }
  return folder;
}
