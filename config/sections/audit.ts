import * as z from 'zod';
import { awsAccountId, name, objectId } from './names.ts';

/** How long evidence is kept, and how firmly. */
export const audit = z
  .strictObject({
    retentionYears: z
      .int()
      .min(1)
      .max(100)
      .default(7)
      .describe(
        'For so many years nobody changes or deletes what lies in the audit bucket. What was stored under a longer time keeps it.',
      ),
    lock: z
      .enum(['governance', 'compliance', 'none'])
      .default('governance')
      .describe(
        '`governance`: a named permission can lift the lock. `compliance`: nobody can, AWS included, before the time is over; choose it when everything else is right. `none`: in a test stage alone.',
      ),
    releasedBy: z
      .string()
      .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@\-/]{1,512}$/, 'must be the ARN of a role')
      .optional()
      .describe(
        'The one role that the policy of the audit bucket lets delete objects and lift a governance lock, if its own policies allow it too. Nobody, if left out.',
      ),
    witness: z
      .strictObject({
        bucket: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
          .describe('It holds the checkpoints of one deployment, and nothing else; docs/witness-bucket.yaml makes it.'),
        account: awsAccountId.describe(
          'The account that owns the bucket: another one than `aws.account`, with other people in charge.',
        ),
      })
      .optional()
      .describe(
        'A bucket of another AWS account, in the same Region, that gets a copy of each checkpoint. Whoever controls this account cannot change it there.',
      ),
  })
  .default({ retentionYears: 7, lock: 'governance' })
  .describe('How long audit records are locked, and how firmly.');

/** A person who reads evidence in the portal, and can do nothing else. */
export const auditor = z.strictObject({
  name: z.string().min(1).describe('As shown in pages and audit records.'),
  objectId: objectId.describe(
    "The auditor's object id in the MSP's home tenant, where outside auditors are guests. Sign-in is matched by it.",
  ),
  tenants: z
    .union([z.literal('all'), z.array(name(24)).min(1)])
    .describe('Whose records this person reads: `all`, or a list of tenant names.'),
});
