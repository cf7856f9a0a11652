import { describe, expect, test } from '@jest/globals';
import { renderedMail } from '../../../../lambda/adapters/mail/rendered-mail.tsx';
import type { TenantInCycle, Totals } from '../../../../lambda/domain/cycle/cycle.ts';
import type { CycleSummary } from '../../../../lambda/usecases/messages/cycle-summary.ts';
import { dryRunMail, type PlannedTenant } from '../../../../lambda/usecases/messages/dry-run-summary.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';

/** The mail of a dry run over an estate of hundreds of tenants: readable, and nobody is missing without being counted. */
import { estate } from './world.ts';

const totals: Totals = {
  tenants: 300,
  tenantsFailed: 0,
  accountsSeen: 1500,
  excluded: {},
  approved: 0,
  rejected: 0,
  expired: 0,
  rotated: 0,
  failed: 0,
  uncertain: 0,
  linksIssued: 0,
};

const tenant = (n: number): TenantInCycle => ({
  cycleId: 'dry',
  tenantId: `tenant-${n}`,
  displayName: `Customer ${n}`,
  status: 'closed',
  accountsSeen: 5,
  excluded: {},
  rotations: 0,
  openCount: 0,
});

const summary: CycleSummary = {
  uncollected: [],
  vault: { written: 0, queued: 0, givenUp: 0 },
  notInVault: [],
  changedElsewhere: [],
  drill: [],
  closedAt: '2026-12-07T05:00:00.000Z',
  cycleId: 'dry',
  dryRun: true,
  totals,
  sealHash: 'a'.repeat(64),
  failedTenants: [],
  undecidable: [],
  troubled: [],
  portalUrl: 'https://portal.example',
  standing: { estate, pauses: [], now: new Date('2026-12-07T07:00:00Z') },
};

function planned(n: number, accounts: number): PlannedTenant {
  const rotate = Array.from({ length: accounts }, (_, i) => {
    const user = aUser(`ops${i}`, { userPrincipalName: `ops${i}@customer-${n}.example` });
    const { path, directoryScopeId } = aRole(user, EXCHANGE);
    const reason = {
      kind: 'role',
      role: 'Exchange Administrator',
      scope: directoryScopeId,
      path,
      privileged: true,
    } as const;
    const { id: accountId, userPrincipalName, displayName = '' } = user;
    const flags = { globalAdministrator: false, passwordNeverExpires: false };
    return { accountId, userPrincipalName, displayName, class: 'admin' as const, reasons: [reason], ...flags };
  });
  const changes = { notCompared: 'there was none' };
  return {
    tenant: tenant(n),
    plan: { accountsSeen: accounts, rotate, leftOut: [], others: [], problems: [], changes },
  };
}

const textOf = async (tenants: readonly PlannedTenant[]) => (await renderedMail(dryRunMail(summary, tenants))).text;

describe('the mail of a dry run', () => {
  test('tells of the first tenants by account, and of each other one in a line', async () => {
    const text = await textOf(Array.from({ length: 100 }, (_, n) => planned(n, 5)));
    for (let n = 0; n < 100; n++) {
      const byAccount = text.includes(`ops0@customer-${n}.example`);
      const inALine = text.includes(`- Customer ${n}: 5 to rotate, 0 left out\n`);
      expect([byAccount, inALine].filter((each) => each)).toHaveLength(1);
    }
    expect(text.split('\n').length).toBeLessThan(700);
    expect(text).toContain('ops4@customer-0.example');
  });

  test('one tenant alone is always told by account, however large it is', async () => {
    const text = await textOf([planned(1, 900), planned(2, 1)]);
    expect(text).toContain('- and 875 more: see the dry run\n');
    expect(text).toContain('ops0@customer-2.example');
  });
});
