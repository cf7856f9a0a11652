import * as z from 'zod';

/** How the stacks are deployed: what a deletion leaves, and how people reach the portal. */
export const deployment = z
  .strictObject({
    stage: z
      .enum(['production', 'test'])
      .default('production')
      .describe(
        '`production`: nothing that holds records or passwords goes with its stack. `test`: `cdk destroy --all` removes both stacks with all that they hold.',
      ),
    domain: z
      .strictObject({
        name: z
          .string()
          .max(253)
          .regex(
            /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
            'must be a domain name in lower case, such as rotation.northwind.example',
          ),
        certificateArn: z
          .string()
          .regex(
            /^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
            'must be the ARN of a certificate in AWS Certificate Manager',
          )
          .describe("Of this name; in the stack's Region, or in us-east-1 where there is a firewall."),
      })
      .optional()
      .describe("Where people open the portal; the API's own address, if left out."),
    firewall: z
      .strictObject({
        webAclArn: z
          .string()
          .regex(
            /^arn:aws[\w-]*:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/,
            'must be the ARN of a web ACL for CloudFront, which is in us-east-1',
          )
          .describe('A web ACL that exists already; docs/web-acl.yaml makes one.'),
      })
      .optional()
      .describe('A CloudFront distribution with this web ACL stands before the portal. Needs `domain`.'),
  })
  .default({ stage: 'production' })
  .describe('How the stacks are deployed.');
