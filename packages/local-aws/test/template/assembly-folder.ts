import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OtherStack {
  readonly environment?: string;
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Writes a small cloud assembly with these resources, as `cdk synth` would, and tells where. */
export async function assemblyFolder(
  resources: Readonly<Record<string, unknown>>,
  {
    outputs = {},
    code = {},
    others = {},
  }: {
    outputs?: Readonly<Record<string, unknown>>;
    code?: Readonly<Record<string, string>>;
    /** Further stacks, by name. */
    others?: Readonly<Record<string, OtherStack>>;
  } = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assembly-'));
  const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content));
  await write('manifest.json', {
    version: '43.0.0',
    artifacts: {
      'Rotation.assets': { type: 'cdk:asset-manifest', properties: { file: 'Rotation.assets.json' } },
      Rotation: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://111122223333/eu-central-1',
        properties: { templateFile: 'Rotation.template.json' },
      },
      ...Object.fromEntries(
        Object.entries(others).map(([name, { environment = 'aws://111122223333/eu-central-1' }]) => [
          name,
          {
            type: 'aws:cloudformation:stack',
            environment,
            properties: { templateFile: `${name}.template.json` },
          },
        ]),
      ),
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  });
  await write('Rotation.assets.json', {
    version: '43.0.0',
    files: Object.fromEntries(
      Object.keys(code).map((name) => [
        name,
        {
          source: { path: `asset.${name}`, packaging: 'zip' },
          destinations: { current: { bucketName: 'assets', objectKey: `${name}.zip` } },
        },
      ]),
    ),
  });
  for (const [name, text] of Object.entries(code)) {
    await mkdir(join(folder, `asset.${name}`));
    await writeFile(join(folder, `asset.${name}`, 'index.mjs'), text);
  }
  await write('Rotation.template.json', { Resources: resources, Outputs: outputs });
  for (const [name, other] of Object.entries(others)) {
    await write(`${name}.template.json`, { Resources: other.resources ?? {}, Outputs: other.outputs ?? {} });
  }
  return folder;
}

/** A role that a service may take, with these statements. */
export const roleFor = (service: string, statements: readonly unknown[] = []) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service } }],
      Version: '2012-10-17',
    },
    ...(statements.length === 0
      ? {}
      : { Policies: [{ PolicyName: 'Own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }] }),
  },
});

export const lambdaRole = (statements: readonly unknown[] = []) => roleFor('lambda.amazonaws.com', statements);
