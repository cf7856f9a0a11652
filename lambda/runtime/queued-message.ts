import * as z from 'zod';
import type { Message } from '../domain/cycle/message.ts';
import { CYCLE_ID_PATTERN } from '../domain/identifiers.ts';

/** What comes from the message queue. It was written by our own functions, and is checked all the same. */

const cycleId = z.string().regex(CYCLE_ID_PATTERN);
const tenantId = z.uuid();
const instant = z.iso.datetime();
const url = z.url({ protocol: /^https?$/ });
const count = z.int().min(0);

const totals = z.object({
  tenants: count,
  tenantsFailed: count,
  accountsSeen: count,
  excluded: z.record(z.string(), count),
  approved: count,
  rejected: count,
  expired: count,
  rotated: count,
  failed: count,
  uncertain: count,
  linksIssued: count,
});

export const queuedMessage: z.ZodType<Message> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('approval-request'),
    cycleId,
    tenantId,
    tenantDisplayName: z.string(),
    technicianObjectId: z.uuid(),
    accounts: count,
    decideBefore: instant,
    url,
    reminder: z.boolean(),
  }),
  z.object({
    kind: z.literal('credential-ready'),
    cycleId,
    tenantId,
    tenantDisplayName: z.string(),
    userPrincipalName: z.string(),
    technicianObjectId: z.uuid(),
    expiresAt: instant,
    url,
  }),
  z.object({ kind: z.literal('tenant-closed'), cycleId, tenantId }),
  z.object({ kind: z.literal('cycle-closed'), cycleId, totals, sealHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({
    kind: z.literal('alert'),
    cycleId,
    tenantId,
    subject: z.enum([
      'uncertain-rotation',
      'rotation-settled',
      'retry-failed',
      'link-reported',
      'undelivered-password',
    ]),
    userPrincipalName: z.string(),
    detail: z.string(),
    rotation: z
      .object({ accountId: z.uuid(), rotationId: z.string(), reopened: count, versionId: z.string().optional() })
      .optional(),
  }),
]);
