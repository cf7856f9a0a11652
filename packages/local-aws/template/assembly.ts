import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      displayName: z.string().optional(),
      properties: z
        .object({ templateFile: z.string().optional(), stackName: z.string().optional(), file: z.string().optional() })
        .optional(),
    }),
  ),
});

const assetManifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.enum(['file', 'zip']) }),
      destinations: z.record(z.string(), z.object({ bucketName: z.string().optional(), objectKey: z.string() })),
    }),
  ),
});

export const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

const template = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z
    .record(
      z.string(),
      z.object({ Value: z.unknown(), Export: z.object({ Name: z.string('must be a plain text') }).optional() }),
    )
    .default({}),
});
export type Template = z.output<typeof template>;

export interface SynthesizedStack {
  readonly stackName: string;
  readonly template: Template;
}

/** Synthesized stacks, as they lie in a cloud assembly. */
export interface Assembly {
  readonly stacks: readonly SynthesizedStack[];
  readonly accountId: string;
  readonly region: string;
  /** Object key in the bucket of assets → absolute path of the file or folder. */
  readonly assets: ReadonlyMap<string, string>;
  /** Those that are files, as a deployment uploads them. */
  readonly uploads: readonly Upload[];
}

/** A file that a deployment puts into the bucket of assets, which the CDK's bootstrapping has made. */
export interface Upload {
  readonly bucket: string;
  readonly key: string;
  /** Absolute path. */
  readonly path: string;
}

/**
 * Reads a cloud assembly, the folder that `cdk synth` leaves.
 *
 * @throws {Error} unless its stacks are for one given account and region
 */
export async function readAssembly(folder: string): Promise<Assembly> {
  const readJson = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const artifacts = Object.entries(manifest.parse(await readJson('manifest.json')).artifacts);
  const found = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [first, ...others] = found;
  if (first === undefined) throw new Error(`${folder}: no stack is in it`);
  const [id, { environment }] = first;
  const [, accountId, region] = /^aws:\/\/(\d{12})\/([a-z0-9-]+)$/.exec(environment ?? '') ?? [];
  if (accountId === undefined || region === undefined) {
    throw new Error(`${folder}: stack ${id} needs a given account and region, it has '${environment}'`);
  }
  for (const [name, other] of others) {
    if (other.environment !== environment) {
      throw new Error(
        `${folder}: one account and region is run here; ${id} is for ${environment}, ${name} for ${other.environment}`,
      );
    }
  }
  const assets = new Map<string, string>();
  const uploads: Upload[] = [];
  for (const [, artifact] of artifacts) {
    if (artifact.type !== 'cdk:asset-manifest' || artifact.properties?.file === undefined) continue;
    const { files } = assetManifest.parse(await readJson(artifact.properties.file));
    for (const { source, destinations } of Object.values(files)) {
      for (const { bucketName, objectKey } of Object.values(destinations)) {
        const path = resolve(folder, source.path);
        assets.set(objectKey, path);
        if (source.packaging === 'file' && bucketName !== undefined)
          uploads.push({ bucket: bucketName, key: objectKey, path });
      }
    }
  }
  const stacks = await Promise.all(
    found.map(async ([name, { properties }]) => ({
      stackName: properties?.stackName ?? name,
      template: template.parse(await readJson(properties?.templateFile ?? `${name}.template.json`)),
    })),
  );
  return { stacks, accountId, region, assets, uploads };
}
