import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ESTATE_RESOURCE, estateProperty } from '../../../contract/estate.ts';
import { anyFunctionNames } from '../../../contract/functions.ts';
import { canonicalJson, sha256 } from '../../../lambda/domain/audit/audit-chain.ts';
import { bundleFunctions } from '../../../lib/bundles.ts';

/** In the repository, so that the sources find their packages; and in no folder of packages, which are bundled by other rules. */
const PLACE = '.local';

/** What a next release may add without asking: fields of rows, a setting of the estate, and a state of a workflow. */
const CHANGES: readonly { readonly file: string; readonly from: string; readonly to: string }[] = [
  {
    file: 'lambda/domain/rotation/rotation.ts',
    from: 'const stagedSchema = z.strictObject({',
    to: 'const stagedSchema = z.strictObject({ stagedBy: z.string().optional(),',
  },
  {
    file: 'lambda/domain/rotation/protocol.ts',
    from: "status: 'staged',",
    to: "status: 'staged', stagedBy: 'the next release',",
  },
  {
    file: 'lambda/domain/credential/link.ts',
    from: "purpose: z.literal('credential'),",
    to: "purpose: z.literal('credential'), madeBy: z.strictObject({ release: z.string() }).optional(),",
  },
  {
    file: 'lambda/usecases/credential/new-link.ts',
    from: "purpose: 'credential',",
    to: "purpose: 'credential', madeBy: { release: 'next' },",
  },
  {
    file: 'config/estate.ts',
    from: 'export const estateSchema = z.strictObject({',
    to: "export const estateSchema = z.strictObject({ newSetting: z.string().default('of the next release'),",
  },
];

const template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
/** Of a function. The folder of an asset has the name of its archive. */
const code = z.looseObject({
  Properties: z.looseObject({ Code: z.looseObject({ S3Key: z.string().endsWith('.zip') }) }),
});

const published = z.looseObject({
  Properties: z.looseObject({ [estateProperty.assetKey]: z.string(), [estateProperty.hash]: z.string() }),
});

/**
 * Makes of a cloud assembly the one of a release after it: other code in each function, whose rows and estate have what the release before does
 * not know, and another definition of AccountRotation.
 *
 * @returns the hash of its estate
 */
export function nextRelease(assembly: string, folder: string): string {
  let estate = '';
  cpSync(assembly, folder, { recursive: true });
  mkdirSync(PLACE, { recursive: true });
  const sources = mkdtempSync(join(PLACE, 'next-release-'));
  try {
    for (const room of ['lambda', 'config', 'contract']) cpSync(room, join(sources, room), { recursive: true });
    for (const { file, from, to } of CHANGES) {
      const path = join(sources, file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(from))
        throw new Error(`${file} has no '${from}': the next release of this test is out of date`);
      writeFileSync(path, text.replace(from, to));
    }
    const bundles = join(sources, 'bundles');
    bundleFunctions({ handlers: join(sources, 'lambda/handlers'), output: bundles });
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
      const deployed = template.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      for (const [logicalId, each] of Object.entries(deployed.Resources)) {
        if (each.Type === ESTATE_RESOURCE) {
          const changed = withNewSetting(each, folder);
          deployed.Resources[logicalId] = changed;
          estate = changed.Properties[estateProperty.hash];
        }
        const name = functionOf(logicalId);
        if (each.Type !== 'AWS::Lambda::Function' || name === undefined) continue;
        const asset = join(folder, `asset.${code.parse(each).Properties.Code.S3Key.replace('.zip', '')}`);
        cpSync(join(bundles, name), asset, { recursive: true });
      }
      writeFileSync(join(folder, file), JSON.stringify(withOneStateMore(deployed)));
    }
  } finally {
    rmSync(sources, { recursive: true });
  }
  if (estate === '') throw new Error('no template publishes an estate');
  return estate;
}

const functionOf = (logicalId: string) =>
  anyFunctionNames.find((each) => logicalId.startsWith(`Functions${each.replaceAll('-', '')}Function`));

/** The estate as the next release publishes it: each setting that has a default is in it. */
function withNewSetting(resource: unknown, folder: string) {
  const { Properties, ...rest } = published.parse(resource);
  const path = join(folder, `asset.${Properties[estateProperty.assetKey]}`);
  const estate = z.record(z.string(), z.json()).parse(JSON.parse(readFileSync(path, 'utf8')));
  const text = canonicalJson({ ...estate, newSetting: 'of the next release' });
  writeFileSync(path, text);
  return { ...rest, Type: ESTATE_RESOURCE, Properties: { ...Properties, [estateProperty.hash]: sha256(text) } };
}

/** AccountRotation passes one state more before it stages. The texts that a definition is made of hold JSON. */
const withOneStateMore = (value: unknown): unknown => {
  if (typeof value === 'string') {
    if (!value.startsWith('{"StartAt":"AwaitApproval"')) return value;
    return value
      .replace('"Next":"StagePassword"', '"Next":"NextRelease"')
      .replace('"States":{', '"States":{"NextRelease":{"Type":"Pass","Next":"StagePassword"},');
  }
  if (Array.isArray(value)) return value.map(withOneStateMore);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withOneStateMore(each)]));
};
