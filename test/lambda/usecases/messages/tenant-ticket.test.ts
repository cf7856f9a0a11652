import { describe, expect, test } from '@jest/globals';
import type { Cycle } from '../../../../lambda/domain/cycle/cycle.ts';
import { approvalMail } from '../../../../lambda/usecases/messages/approval-request.ts';
import { tenantTicket } from '../../../../lambda/usecases/messages/tenant-ticket.ts';
import { CONTOSO, CYCLE, estate, proven, rotation } from './world.ts';

const standing = { estate, pauses: [], now: new Date('2026-12-07T07:00:00Z') };
const tenant = {
  cycleId: CYCLE,
  tenantId: CONTOSO,
  displayName: 'Contoso Ltd',
  status: 'closed' as const,
  accountsSeen: 9,
  excluded: {},
  rotations: 1,
  openCount: 0,
};

const rotated = (ofClass: 'admin' | 'service', passwordChangedAt: string) => {
  const one = rotation('svc', { status: 'rotated', ...proven, passwordChangedAt });
  return { ...one, account: { ...one.account, class: ofClass } };
};
const bodyWith = (...rotations: ReturnType<typeof rotated>[]) =>
  tenantTicket({
    tenant,
    tenantName: 'contoso',
    company: 'CONTOSO',
    rotations,
    exclusions: [],
    portalUrl: 'https://portal.example',
    standing,
  }).body;

test('a ticket says who asked by hand and why, and where a rotation is in words', () => {
  const waiting = rotation('svc', { status: 'awaiting-approval' });
  const parts = {
    tenant,
    tenantName: 'contoso',
    company: 'C',
    exclusions: [],
    portalUrl: 'https://p',
    standing,
  };
  const { body } = tenantTicket({ ...parts, rotations: [waiting], requested: { by: 'Ada', reason: 'phone lost' } });
  expect(body).toContain('Asked for by hand by Ada. Reason: phone lost');
  expect(body).toContain('(admin): waits for a decision');
  expect(tenantTicket({ ...parts, rotations: [waiting] }).body).not.toContain('by hand');
});

describe('what happens in the world', () => {
  const FACT = /Exchange Online switches off SMTP AUTH.+not because of the rotation/g;

  test('is in the ticket of service accounts that were rotated at that time, once', () => {
    const inJanuary = rotated('service', '2027-01-04T06:00:00Z');
    expect(bodyWith(inJanuary, inJanuary).match(FACT)).toHaveLength(1);
    expect(bodyWith(rotated('service', '2026-12-07T06:00:00Z'))).not.toMatch(FACT);
    expect(bodyWith(rotated('admin', '2027-01-04T06:00:00Z'))).not.toMatch(FACT);
  });

  test('is in the mail that asks about service accounts', () => {
    const cycle = (ofClass: Cycle['class']): Cycle => ({
      cycleId: CYCLE,
      schedule: 'service-quarterly',
      class: ofClass,
      scheduledFor: '2027-01-04T04:00:00Z',
      openedAt: '2027-01-04T04:00:00Z',
      decideBefore: '2027-01-06T04:00:00Z',
      executionId: 'e',
      dryRun: false,
      status: 'open',
    });
    const mail = (ofClass: Cycle['class']) =>
      JSON.stringify(
        approvalMail(
          { cycle: cycle(ofClass), tenants: [], unread: 0, url: 'https://portal.example' },
          estate,
          new Date('2027-01-04T05:00:00Z'),
        ),
      );
    expect(mail('service')).toMatch(FACT);
    expect(mail('admin')).not.toMatch(FACT);
  });
});
