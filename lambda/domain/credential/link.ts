import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** What a link is for. A link of one purpose never verifies for another. */
export type LinkPurpose = 'approvals' | 'credential' | 'contact';

/** How a locator is written in an address: `<linkId>.<expiry>.<kid>.<mac>`. MACs are 32 bytes, base64url without padding. */
export const LOCATOR_PATTERN = /^([0-9a-f]{32})\.(\d{10})\.([0-9a-z]{1,8})\.([A-Za-z0-9_-]{43})$/;

/** The signed part of a link's address. It names no person, tenant or account. */
const locatorSchema = z.strictObject({
  /** 32 hex characters, 128 random bits. */
  linkId: z.string(),
  /** Seconds since 1970. */
  expiresAt: z.int(),
});
export type Locator = Immutable<z.output<typeof locatorSchema>>;

/** Leads one technician to the approvals of one cycle. It decides nothing by itself. */
export const approvalsLinkSchema = z.strictObject({
  purpose: z.literal('approvals'),
  ...locatorSchema.shape,
  cycleId: z.string(),
  recipientObjectId: z.string(),
});
export type ApprovalsLink = Immutable<z.output<typeof approvalsLinkSchema>>;

/** When its recipient asked for a further link, where another technician must agree to one. */
const asked = { askedAt: z.string().optional() };

/** A technician who gets, or got, a link. */
const recipientSchema = z.strictObject({ objectId: z.string(), name: z.string() });
export type Recipient = Immutable<z.output<typeof recipientSchema>>;

export const credentialLinkStateSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('ready'), ...asked }),
  z.strictObject({
    status: z.literal('revealed'),
    ...asked,
    at: z.string(),
    address: z.string(),
    storedAt: z.string().optional(),
    /** When the stored password is deleted here, as the page said to the technician; left out where it is kept. */
    deleteAt: z.string().optional(),
  }),
  z.strictObject({
    status: z.literal('revoked'),
    at: z.string(),
    /** Id of the link that replaced it, if one did. */
    renewedAs: z.string().optional(),
    /** Who has the link that replaced it, where that is another technician. */
    handedTo: recipientSchema.optional(),
    /** Id of the later rotation whose password took the place of this one. */
    supersededBy: z.string().optional(),
  }),
]);
export type CredentialLinkState = Immutable<z.output<typeof credentialLinkStateSchema>>;

/** Shows one technician one version of one credential, once. */
export const credentialLinkSchema = z.strictObject({
  purpose: z.literal('credential'),
  ...locatorSchema.shape,
  cycleId: z.string(),
  tenantId: z.string(),
  accountId: z.string(),
  rotationId: z.string(),
  userPrincipalName: z.string(),
  tenantDisplayName: z.string(),
  versionId: z.string(),
  recipientObjectId: z.string(),
  /** Left out: the recipient approved, and has the name that `approvedBy` tells. */
  recipientName: z.string().optional(),
  approvedBy: z.string(),
  /** ISO 8601: when the directory showed the reset. */
  resetAt: z.string(),
  /** How often the link of this rotation was renewed before. */
  number: z.int(),
  /** How often it was handed over before nobody had opened it. Left out: never. */
  handOvers: z.int().optional(),
  /** What must be told the new password, or may break: the notes of the estate about the account. Left out: none. */
  dependants: z.array(z.string()).optional(),
  state: credentialLinkStateSchema,
});
export type CredentialLink = Immutable<z.output<typeof credentialLinkSchema>>;

/** The technician whom a link is for. */
export const recipientOf = (link: CredentialLink): Recipient => ({
  objectId: link.recipientObjectId,
  name: link.recipientName ?? link.approvedBy,
});

/** Whether the password still waits for somebody: nobody has said that it is stored, and the link was not replaced or revoked. */
export const isOpen = ({ state }: Pick<CredentialLink, 'state'>): boolean =>
  state.status === 'ready' || (state.status === 'revealed' && state.storedAt === undefined);

/** The state of a link that another one replaced, for the same technician or for another one. */
export const replacedBy = (renewed: CredentialLink, old: CredentialLink, at: string): CredentialLinkState => ({
  status: 'revoked',
  at,
  renewedAs: renewed.linkId,
  ...(renewed.recipientObjectId === old.recipientObjectId ? {} : { handedTo: recipientOf(renewed) }),
});
