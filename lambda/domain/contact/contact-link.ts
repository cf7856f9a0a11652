import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** Languages in which a customer's contact may be written to. */
export const contactLanguages = ['en', 'de'] as const;
export type ContactLanguage = (typeof contactLanguages)[number];

/**
 * What the link of a customer's contact stands for: one tenant in one cycle. All that its page shows is here, so that the function behind it
 * reads nothing else.
 */
export const contactLinkSchema = z.strictObject({
  purpose: z.literal('contact'),
  linkId: z.string(),
  /** Seconds since 1970: when the approvals of the tenant lapse. After it there is nothing left to stop. */
  expiresAt: z.int(),
  cycleId: z.string(),
  tenantId: z.string(),
  tenantDisplayName: z.string(),
  contactName: z.string(),
  /** Of the address that was told: the link of somebody who is not the contact any more is worthless. */
  mailFingerprint: z.string(),
  language: z.enum(contactLanguages),
  /** How many accounts the cycle was to rotate when the contact was told. */
  accounts: z.int(),
});
export type ContactLink = Immutable<z.output<typeof contactLinkSchema>>;

/**
 * One link for each tenant, cycle and address that is told, however often it is made: who becomes the contact meanwhile gets another one.
 * What keeps others out is its signature, not that nobody guesses its id.
 */
export const contactLinkId = ({
  cycleId,
  tenantId,
  mailFingerprint,
}: Pick<ContactLink, 'cycleId' | 'tenantId' | 'mailFingerprint'>): string =>
  createHash('sha256').update(`contact|${cycleId}|${tenantId}|${mailFingerprint}`).digest('hex').slice(0, 32);
