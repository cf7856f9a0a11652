import * as z from 'zod';

/** What the workflows pass to functions. Ids of the accounts in memory are no UUIDs, so that the handlers' own would refuse them. */

const error = z.object({ name: z.string(), cause: z.string() }).optional();
const tenant = z.object({ cycleId: z.string(), tenantId: z.string() });
const rotation = tenant.extend({ accountId: z.string(), rotationId: z.string() });

export const events = {
  opening: z.object({
    schedule: z.string(),
    scheduledFor: z.string().transform((text) => new Date(text)),
    dryRun: z.boolean(),
    executionId: z.string(),
  }),
  tenant,
  rotation,
  staging: rotation.extend({ hasWaited: z.boolean() }),
  outcome: rotation.extend({ expired: z.boolean().default(false), error, run: z.int().default(0) }),
  closing: tenant.extend({ error }),
  announcing: z.object({
    cycleId: z.string(),
    seal: z.object({ hash: z.string(), number: z.int(), chains: z.int() }).optional(),
    error,
  }),
  ending: z.object({ cycleId: z.string().optional(), executionId: z.string(), error }),
} as const;
