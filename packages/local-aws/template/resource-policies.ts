import * as z from 'zod';
import type { Found } from './found.ts';

const document = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Sid: z.string().optional(),
        Effect: z.enum(['Allow', 'Deny']),
        Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
      }),
    ),
  }),
});

/** Condition keys of how a call travels. Nothing travels further than this machine. */
const transportKeys = new Set(['aws:SecureTransport', 's3:TlsVersion']);

/**
 * Policies of buckets and queues are not evaluated: what they allow, a role's own policies must allow here too, which is
 * stricter than AWS. What they deny must be about transport only.
 *
 * @throws {Error} for a policy that denies anything else
 */
export function checkResourcePolicy({ logicalId, type, properties }: Found): void {
  const { Statement } = document.parse(properties).PolicyDocument;
  for (const { Sid, Effect, Condition = {} } of Statement) {
    const keys = Object.values(Condition).flatMap((operands) => Object.keys(operands));
    const aboutTransport = keys.length > 0 && keys.every((key) => transportKeys.has(key));
    if (Effect === 'Deny' && !aboutTransport) {
      throw new Error(`${logicalId} (${type}): the local cloud doesn't evaluate the Deny statement '${Sid ?? ''}'`);
    }
  }
}
