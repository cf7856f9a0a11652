import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { contactLinkId, contactLinkSchema } from '../../../../lambda/domain/contact/contact-link.ts';

const told = {
  cycleId: '2026-12-07-admin-monthly',
  tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
  mailFingerprint: 'a1b2c3d4e5f6',
};

test('a contact who is told twice gets the same link', () => {
  expect(contactLinkId({ ...told })).toBe(contactLinkId(told));
  expect(contactLinkId(told)).toMatch(/^[0-9a-f]{32}$/);
  // Links in mails that were sent before are made of these.
  const made = 'contact|2026-12-07-admin-monthly|8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11|a1b2c3d4e5f6';
  expect(contactLinkId(told)).toBe(createHash('sha256').update(made).digest('hex').slice(0, 32));
});

test.each([
  ['cycle', { cycleId: '2027-01-04-admin-monthly' }],
  ['tenant', { tenantId: 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33' }],
  ['address', { mailFingerprint: 'f6e5d4c3b2a1' }],
])('another %s has another link', (_, other) => {
  expect(contactLinkId({ ...told, ...other })).not.toBe(contactLinkId(told));
});

const link = {
  ...told,
  purpose: 'contact',
  linkId: contactLinkId(told),
  expiresAt: 1_796_832_000,
  tenantDisplayName: 'Contoso Ltd',
  contactName: 'Carla',
  language: 'de',
  accounts: 3,
};

test.each<[string, object, boolean]>([
  ['German', {}, true],
  ['English', { language: 'en' }, true],
  ['a language that nobody has written', { language: 'fr' }, false],
  ['a link for another purpose', { purpose: 'collect' }, false],
  ['part of a second', { expiresAt: 0.5 }, false],
  ['part of an account', { accounts: 0.5 }, false],
  ['more than its page shows', { password: 'x' }, false],
])('a link stands for all that its page shows: %s: %p', (_, given, good) => {
  expect(contactLinkSchema.safeParse({ ...link, ...given }).success).toBe(good);
});
