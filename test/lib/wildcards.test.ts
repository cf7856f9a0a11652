import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { statementsByRole } from './grants.ts';
import { synthesized } from './synthesized.ts';

/** Every resource with a wildcard (R10), and why AWS lets it be no narrower. */
const wildcards: readonly { readonly actions: RegExp; readonly resource: RegExp; readonly why: string }[] = [
  { actions: /^xray:/, resource: /^\*$/, why: 'X-Ray knows no resources' },
  { actions: /^logs:/, resource: /^\*$/, why: 'the delivery of logs knows no resources' },
  {
    actions: /^sts:GetWebIdentityToken$/,
    resource: /^\*$/,
    why: 'the action knows no resources: its conditions bind it to Entra, and to minutes',
  },
  {
    actions: /^lambda:InvokeFunction$/,
    resource: /^<Functions\w+\.Arn>:\*$/,
    why: 'the versions of one function, of which none are published: the form in which the CDK grants invocation',
  },
  {
    actions: /^secretsmanager:/,
    resource: /:secret:m365\/\*$/,
    why: 'credentials are made at run time, one per account, under a prefix that nothing else uses',
  },
  {
    actions: /^ses:SendEmail$/,
    resource: /:identity\/\*$/,
    why: 'in the sandbox SES asks for the identity of each recipient too: the condition on ses:FromAddress binds the sender',
  },
  {
    actions: /^s3:(GetObject|PutObject)$/,
    resource: /\/cycles\/\*-heads\.json$/,
    why: 'what the seal of a cycle must reach',
  },
  { actions: /^s3:(GetObject|PutObject)$/, resource: /\/estates\/\*$/, why: 'one object per deployed estate' },
  { actions: /^s3:(GetObject|PutObject)$/, resource: /\/cycles\/\*$/, why: 'one list of tenants per cycle' },
  {
    actions: /^s3:(GetObject|PutObject)$/,
    resource: /\/records\/\*$/,
    why: 'one object per batch of changes of the audit table',
  },
  {
    actions: /^s3:GetObject$/,
    resource: /^arn:aws:s3:::cdk-hnb659fds-assets-\d+-[\w-]+\/\*\.json$/,
    why: 'files of deployments are named by their content: rights of the one that publishes estates should not change with each estate',
  },
  {
    actions: /^dynamodb:ListStreams$/,
    resource: /^\*$/,
    why: 'the action knows no resources; Lambda asks for it before it reads a stream',
  },
  {
    actions: /^s3:(GetObject|PutObject)$/,
    resource: /\/checkpoints\/\*$/,
    why: 'checkpoints have numbers; they and public keys are no secret',
  },
  { actions: /^s3:\w+$/, resource: /\/audit\/\*$/, why: 'exports get random names under this prefix' },
  { actions: /^dynamodb:DescribeExport$/, resource: /\/export\/\*$/, why: 'exports get random names' },
  {
    actions: /^states:DescribeExecution$/,
    resource: /:execution:M365PasswordRotation-\*$/,
    why: 'executions of all machines of the stack: what whoever started one has named',
  },
  {
    actions: /^states:(DescribeExecution|StopExecution|RedriveExecution)$/,
    resource: /:execution:.*:\*$/,
    why: 'the children of the distributed map of one machine, which get random names',
  },
];

/** Functions of templates that stand in resources. */
const reference = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => `<${Ref}>`),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .transform((each) => `<${each['Fn::GetAtt'].join('.')}>`),
]);
const joined = z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/** A resource as people read it, such as `<LogicalId.Arn>/prefix/*`. */
function told(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const join = joined.safeParse(resource).data;
  if (join !== undefined) return join['Fn::Join'][1].map(told).join('');
  return reference.safeParse(resource).data ?? JSON.stringify(resource);
}

const used = [...statementsByRole(synthesized())].flatMap(([role, statements]) =>
  statements.flatMap(({ Action, Resource }) =>
    Resource.map(told)
      .filter((resource) => resource.includes('*'))
      .flatMap((resource) => Action.map((action) => ({ role, action, resource }))),
  ),
);
const explains = (one: (typeof wildcards)[number], { action, resource }: (typeof used)[number]) =>
  one.actions.test(action) && one.resource.test(resource);

test('every wildcard in a resource is explained', () => {
  const strangers = used.filter((each) => !wildcards.some((one) => explains(one, each)));
  expect(strangers).toEqual([]);
});

test('every explanation is of use', () => {
  expect(wildcards.filter((one) => !used.some((each) => explains(one, each)))).toEqual([]);
});
