import { expect, test } from '@jest/globals';
import {
  contactStoppedKey,
  contactToldKey,
  inVaultMailKey,
  lastCallMailKey,
  readyMailKey,
  requestMailKey,
  requestQueuedKey,
} from '../../../../lambda/domain/cycle/message-keys.ts';

test('what is told to one technician about one cycle has a key of its own', () => {
  const who = (technicianObjectId: string, cycleId = '2026-12-07-admin-monthly') => ({ cycleId, technicianObjectId });
  const keys = [requestMailKey, requestQueuedKey, readyMailKey, inVaultMailKey, lastCallMailKey].flatMap((keyOf) => [
    keyOf(who('ada')),
    keyOf(who('bruno')),
    keyOf(who('ada', '2027-01-04-admin-monthly')),
  ]);
  expect(new Set(keys).size).toBe(keys.length);
  // Rows of earlier versions are found under these.
  const rows = [requestMailKey, requestQueuedKey, readyMailKey, inVaultMailKey, lastCallMailKey];
  expect(rows.map((keyOf) => keyOf(who('ada')))).toEqual([
    'approval-request:2026-12-07-admin-monthly:ada',
    'approval-request-queued:2026-12-07-admin-monthly:ada',
    'passwords-ready:2026-12-07-admin-monthly:ada',
    'in-vault:2026-12-07-admin-monthly:ada',
    'last-call:2026-12-07-admin-monthly:ada',
  ]);
});

test("what a customer's contact is told has a key for each address, and that it stopped its tenant has one", () => {
  const of = { cycleId: '2026-12-07-admin-monthly', tenantId: 'contoso' };
  expect(contactToldKey({ ...of, mailFingerprint: 'a1b2' })).toBe('contact-told:2026-12-07-admin-monthly:contoso:a1b2');
  expect(contactStoppedKey(of)).toBe('contact-stopped:2026-12-07-admin-monthly:contoso');
});
