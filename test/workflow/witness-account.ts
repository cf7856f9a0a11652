import { readFileSync } from 'node:fs';
import type { OtherBucket } from '@m365-rotation/local-aws';
import { parse } from 'yaml';
import * as z from 'zod';

/** The bucket that `docs/witness-bucket.yaml` makes in another account, as the cloud on this machine knows it. */

export interface WitnessParameters {
  readonly account: string;
  readonly bucket: string;
  readonly checkpointRoleArn: string;
}

const listed = z.union([z.array(z.string()), z.string().transform((each) => [each])]);
const template = z.object({
  Resources: z.object({
    Policy: z.object({
      Properties: z.object({
        PolicyDocument: z.object({
          Statement: z.array(
            z.object({
              Effect: z.string(),
              Principal: z.union([z.string(), z.object({ AWS: z.string() })]),
              Action: listed,
              Resource: listed,
              Condition: z.record(z.string(), z.record(z.string(), z.string())),
            }),
          ),
        }),
      }),
    }),
  }),
});

/** What CloudFormation makes of the functions that the template uses. */
const tagsFor = ({ bucket, checkpointRoleArn }: WitnessParameters) => {
  const arn = `arn:aws:s3:::${bucket}`;
  const accountOfRole = checkpointRoleArn.split(':')[4] ?? '';
  const values: Readonly<Record<string, string>> = { BucketName: bucket, CheckpointRoleArn: checkpointRoleArn };
  const scalar = (tag: string, resolve: (text: string) => string) => ({ tag, resolve });
  return [
    scalar('!Ref', (name) => values[name] ?? name),
    scalar('!GetAtt', () => arn),
    scalar('!Sub', (text) => text.replace(/^\$\{Checkpoints\.Arn\}/, arn)),
    { tag: '!Split', collection: 'seq' as const, resolve: () => accountOfRole },
    { tag: '!Select', collection: 'seq' as const, resolve: () => accountOfRole },
  ];
};

/** @throws the template lets in somebody whom it names in another way than by account and role */
export function witnessBucket(parameters: WitnessParameters): OtherBucket {
  const text = readFileSync('docs/witness-bucket.yaml', 'utf8');
  const { Statement } = template.parse(parse(text, { customTags: tagsFor(parameters) })).Resources.Policy.Properties
    .PolicyDocument;
  const lets = Statement.filter(({ Effect }) => Effect === 'Allow').map(
    ({ Principal, Action, Resource, Condition }) => {
      const roleArn = Condition.ArnEquals?.['aws:PrincipalArn'];
      const account = typeof Principal === 'string' ? undefined : Principal.AWS;
      if (roleArn === undefined || account !== roleArn.split(':')[4])
        throw new Error('it lets in others than one role');
      return { roleArn, actions: Action, resources: Resource };
    },
  );
  return { name: parameters.bucket, account: parameters.account, lets };
}
