import { expect, test } from '@jest/globals';

import { type Message, messageSchema } from '../../../../lambda/domain/cycle/message.ts';

const cycleId = '2026-12-07-admin-monthly';
const tenantId = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
const technicianObjectId = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01';

const messages: readonly Message[] = [
  { kind: 'approval-request', cycleId, technicianObjectId, url: 'http://127.0.0.1:8700/a/locator' },
  { kind: 'approval-reminder', cycleId },
  { kind: 'approvals-added', cycleId, tenantId },
  {
    kind: 'link-used',
    cycleId,
    tenantId,
    tenantDisplayName: 'Contoso Ltd',
    userPrincipalName: 'anna@contoso.example',
    use: 'renewal-asked',
    by: 'Ada Lindqvist',
    at: '2026-12-08T05:00:00.000Z',
    address: '203.0.113.7',
    linkFingerprint: '0123456789ab',
    url: 'https://portal.example/c/locator',
  },
  { kind: 'passwords-ready', cycleId, technicianObjectId },
  { kind: 'last-call', cycleId, technicianObjectId, about: 'passwords' },
  { kind: 'tenant-closed', cycleId, tenantId },
  {
    kind: 'cycle-closed',
    cycleId: `${cycleId}-dry-0a1b2c3d`,
    totals: {
      tenants: 1,
      tenantsFailed: 0,
      accountsSeen: 3,
      excluded: { 'break-glass': 2 },
      approved: 1,
      rejected: 0,
      expired: 0,
      rotated: 1,
      failed: 0,
      uncertain: 0,
      linksIssued: 1,
    },
    sealHash: 'a'.repeat(64),
  },
  {
    kind: 'alert',
    cycleId,
    tenantId,
    subject: 'link-reported',
    userPrincipalName: 'anna@contoso.example',
    detail: 'x',
  },
];

test.each(messages.map((each) => [each.kind, each] as const))('%s is read as it was written', (_kind, message) => {
  expect(messageSchema.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
});

test.each([
  ['an unknown kind', { kind: 'password', cycleId, tenantId }],
  ['a cycle id that would lead elsewhere', { kind: 'tenant-closed', cycleId: '../../c/x', tenantId }],
  ['an address that runs something', { ...messages[1], url: 'javascript:alert(1)' }],
  ['no object', 'tenant-closed'],
])('%s is refused', (_name, value) => {
  expect(messageSchema.safeParse(value).success).toBe(false);
});
