import * as z from 'zod';
import { cycleIdSchema } from '../identifiers.ts';
import type { Immutable } from '../immutable.ts';
import { inspectionKinds } from '../inspection/inspection.ts';
import { undeliveredSchema } from '../messages/mail-trouble.ts';
import { totalsSchema } from './cycle.ts';

const instant = z.iso.datetime();
const url = z.url({ protocol: /^https?$/ });
const count = z.int().min(0);
const ofTenant = { cycleId: cycleIdSchema, tenantId: z.uuid() };

/**
 * What goes over the message queue. It was written by our own functions, and is checked all the same. No message holds a password;
 * links are inert until their recipient signs in.
 */
export const messageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    /**
     * Approvals wait for a technician: one mail per technician and cycle, ever. It tells what waits when it is sent, and waits itself for
     * tenants that are still being read.
     */
    kind: z.literal('approval-request'),
    cycleId: cycleIdSchema,
    technicianObjectId: z.uuid(),
    url,
    /** For whom this one is asked before half-time, since mail does not reach that technician. */
    standsInFor: z.uuid().optional(),
  }),
  z.strictObject({
    /** A technician's mail of a cycle is lost: for the team, once per cycle and person. */
    kind: z.literal('mail-undelivered'),
    cycleId: cycleIdSchema,
    technicianObjectId: z.uuid(),
    undelivered: undeliveredSchema,
  }),
  /** Half of the window has passed, and something still waits: for the team. */
  z.strictObject({ kind: z.literal('approval-reminder'), cycleId: cycleIdSchema }),
  /** A tenant was read too late for the mails that asked: for the team. */
  z.strictObject({ kind: z.literal('approvals-added'), ...ofTenant }),
  z.strictObject({
    /** Passwords of a cycle wait for a technician: one mail per technician and cycle, whatever their number. */
    kind: z.literal('passwords-ready'),
    cycleId: cycleIdSchema,
    technicianObjectId: z.uuid(),
  }),
  z.strictObject({
    /**
     * Something that waits for a technician is about to be over. One mail per technician and cycle, ever: the team is told instead where
     * that mail was sent already.
     */
    kind: z.literal('last-call'),
    cycleId: cycleIdSchema,
    technicianObjectId: z.uuid(),
    about: z.enum(['approvals', 'passwords']),
  }),
  z.strictObject({
    /** That a credential link was used, or was or is to be replaced: for the team. */
    kind: z.literal('link-used'),
    ...ofTenant,
    tenantDisplayName: z.string(),
    userPrincipalName: z.string(),
    use: z.enum(['revealed', 'renewed', 'renewal-asked', 'handed-over']),
    by: z.string(),
    /** Who has the link now, where it was handed over. */
    to: z.string().optional(),
    at: instant,
    address: z.string(),
    linkFingerprint: z.string(),
    /** Where another technician may agree to a further link; inert until one signs in. Where one was asked for. */
    url: url.optional(),
  }),
  z.strictObject({ kind: z.literal('tenant-closed'), ...ofTenant }),
  z.strictObject({
    /** Something of the tenant is to be rotated: for the customer's contact, once per tenant and cycle. The address only stops resets. */
    kind: z.literal('contact-told'),
    ...ofTenant,
    /** Whose link it is: it works for nobody else. */
    mailFingerprint: z.string(),
    url,
  }),
  /** The customer's contact has stopped the resets of the tenant in the cycle: for the team. */
  z.strictObject({ kind: z.literal('contact-stopped'), ...ofTenant }),
  /** A new password of the tenant is in the vault, or was given up. Its technicians are told once nothing of theirs is under way any more. */
  z.strictObject({ kind: z.literal('vault-settled'), ...ofTenant }),
  z.strictObject({
    /** The vault was asked for the records into which a coming cycle will write: for the team, once per cycle. */
    kind: z.literal('vault-checked'),
    cycleId: cycleIdSchema,
    /** The checks since then count. */
    since: instant,
    startsAt: instant,
  }),
  /** A schedule was to start, and all its tenants are on hold: for the team, once per schedule. */
  z.strictObject({ kind: z.literal('start-held'), cycleId: cycleIdSchema, schedule: z.string().min(1).max(20) }),
  z.strictObject({
    /** Looks at tenants found something new: for the team. The results that changed between these instants count. */
    kind: z.literal('inspection-changed'),
    inspection: z.enum(inspectionKinds),
    since: instant,
    until: instant,
  }),
  z.strictObject({
    kind: z.literal('cycle-closed'),
    cycleId: cycleIdSchema,
    totals: totalsSchema,
    /** Left out: no checkpoint seals the cycle. */
    sealHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  }),
  z.strictObject({
    /** Something that a person must look at now. */
    kind: z.literal('alert'),
    ...ofTenant,
    subject: z.enum([
      'uncertain-rotation',
      'rotation-settled',
      'retry-failed',
      'link-reported',
      'undelivered-password',
      'vault-given-up',
      'nobody-may-decide',
    ]),
    userPrincipalName: z.string(),
    detail: z.string(),
    /** Which rotation, where the alert is about one. */
    rotation: z
      .strictObject({
        accountId: z.uuid(),
        rotationId: z.string(),
        /** How often it was reopened before. */
        reopened: count,
        /** The version that holds the new password. */
        versionId: z.string().optional(),
      })
      .optional(),
  }),
]);
export type Message = Immutable<z.output<typeof messageSchema>>;
