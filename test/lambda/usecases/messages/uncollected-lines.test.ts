import { expect, test } from '@jest/globals';
import type { CredentialLink } from '../../../../lambda/domain/credential/link.ts';
import { summaryCard, summaryMail } from '../../../../lambda/usecases/messages/cycle-summary.ts';
import { readCycleSummary } from '../../../../lambda/usecases/messages/read-cycle-summary.ts';
import { uncollectedLines } from '../../../../lambda/usecases/messages/uncollected-lines.ts';
import { totals } from '../../../contract/stores/values.ts';
import { credentialLink } from '../../portal/portal-world.ts';
import { CYCLE, estate } from '../in-memory.ts';
import { approved, keyOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

const link = (more: Partial<CredentialLink>) => credentialLink({ expiresAt: 1_796_641_200, ...more });

test('says who has how many, by tenant, until when; what expires first in front', () => {
  const links = [
    link({ recipientName: 'Ada <b>\u202e' }),
    link({ recipientName: 'Ada <b>\u202e', expiresAt: 1_796_700_000 }),
    link({ recipientObjectId: 'bruno', recipientName: 'Bruno' }),
    link({ tenantId: 'other', tenantDisplayName: 'Fabrikam', recipientObjectId: 'bruno', recipientName: 'Bruno' }),
  ];
  expect(uncollectedLines(links, 'Europe/Berlin')).toEqual([
    'Contoso Ltd: 2 passwords with Ada <b>?, the first until Mon, 7 Dec 2026, 12:00 CET',
    'Contoso Ltd: 1 password with Bruno, the first until Mon, 7 Dec 2026, 12:00 CET',
    'Fabrikam: 1 password with Bruno, the first until Mon, 7 Dec 2026, 12:00 CET',
  ]);
  expect(uncollectedLines([], 'UTC')).toEqual([]);
});

test('stands in the summary and on its card, until it is stored', async () => {
  const world = await approved();
  await rotate(world, keyOf('ops'));
  const closed = { kind: 'cycle-closed', cycleId: CYCLE, totals, sealHash: 'a'.repeat(64) } as const;
  const summary = await readCycleSummary(
    {
      ...world.ports,
      changed: world.tables.watch,
      inspections: world.tables.inspections,
      estate,
      portalUrl: 'https://portal',
    },
    closed,
  );
  expect(summary.uncollected).toEqual([expect.stringContaining('1 password with Ada Lindqvist')]);
  expect(JSON.stringify(summaryMail(summary))).toContain('New passwords that nobody has stored yet');
  expect(summaryCard(summary).lines.join()).toContain('Not stored yet: Contoso Ltd');
  const [only] = world.tables.credentialLinks.values();
  if (only === undefined) throw new Error('there is a link');
  const stored = { status: 'revealed', at: only.resetAt, address: '203.0.113.7', storedAt: only.resetAt } as const;
  world.tables.credentialLinks.set(only.linkId, { ...only, state: stored });
  const later = await readCycleSummary(
    {
      ...world.ports,
      changed: world.tables.watch,
      inspections: world.tables.inspections,
      estate,
      portalUrl: 'https://portal',
    },
    closed,
  );
  expect(later.uncollected).toEqual([]);
  expect(summaryCard(later).lines.join()).not.toContain('Not stored yet');
});
