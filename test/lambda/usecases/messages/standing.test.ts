import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import type { Pause } from '../../../../lambda/domain/rotation/pause.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { approvedBy, standingWords } from '../../../../lambda/usecases/messages/standing.ts';
import { arrive, by, CONTOSO, CYCLE, contoso, decision, estate, proven, rotation, totals, World } from './world.ts';

const second = { by: { ...by, objectId: 'other', name: 'Bruno Okafor' }, at: '2026-12-07T06:05:00.000Z' };
const now = new Date('2026-12-07T07:00:00Z');
const tenants = estate.tenants.map((each): Estate['tenants'][number] =>
  each.name === 'contoso' ? { ...each, changeWindow: { days: ['monday'], from: '22:00', to: '23:00' } } : each,
);
const withWindow = { ...estate, tenants };
const pause: Pause = {
  scope: { of: 'tenant', tenantId: CONTOSO },
  since: '2026-12-07T06:30:00.000Z',
  by,
  reason: 'the customer moves house',
};
const approved = rotation('anna', { status: 'approved', decision });
const words = (one = approved, changes: Partial<Parameters<typeof standingWords>[1]> = {}) =>
  standingWords(one, { estate, pauses: [], now, ...changes });

test('both persons are named where two had to approve', () => {
  expect(approvedBy(decision)).toBe('approved by Ada Lindqvist');
  expect(approvedBy({ ...decision, second })).toBe('approved by Ada Lindqvist and Bruno Okafor');
});

describe('what an approved account waits for', () => {
  test('nothing but its turn', () => {
    expect(words()).toBe('approved, not reset yet; approved by Ada Lindqvist');
    expect(words(approved, { estate: withWindow, now: new Date('2026-12-07T21:30:00Z') })).toBe(words());
  });

  test('its change window', () => {
    expect(words(approved, { estate: withWindow })).toBe(
      'approved, not reset yet; approved by Ada Lindqvist; waits for its change window, from Mon, 7 Dec 2026, 22:00 CET on',
    );
    expect(words({ ...approved, emergency: true }, { estate: withWindow })).toBe(words());
  });

  test('the end of a pause, whatever its window', () => {
    expect(words(approved, { estate: withWindow, pauses: [pause] })).toBe(
      'approved, not reset yet; approved by Ada Lindqvist; paused since Mon, 7 Dec 2026, 07:30 CET by Ada Lindqvist: the customer moves house',
    );
    expect(words(approved, { pauses: [{ ...pause, by: { kind: 'unknown' } }] })).toContain(
      'by somebody who is not known',
    );
    expect(words(approved, { pauses: [{ ...pause, scope: { of: 'class', class: 'service' } }] })).toBe(words());
    // Of a contact, whose approvals have lapsed since.
    expect(words(approved, { pauses: [{ ...pause, until: now.toISOString() }] })).toBe(words());
  });
});

test('an account that one of two has approved says who, and what is missing', () => {
  expect(words(rotation('anna', { status: 'awaiting-approval' }))).toBe('waits for a decision');
  expect(words(rotation('anna', { status: 'awaiting-approval', first: decision }))).toBe(
    'waits for a decision: approved by Ada Lindqvist, and another technician must approve it too',
  );
});

test('summary and card tell of two persons, of what still waits, and who asked for the cycle', async () => {
  const world = new World();
  world.cycle = { status: 'closed', requested: { by: 'Dana Ops', reason: 'phone lost' } };
  world.tenant = { ...contoso, openCount: 1 };
  await world.tables.pauses.set(pause, {
    action: 'pause.set',
    outcome: 'success',
    time: pause.since,
    actor: by,
    component: 'portal',
  });
  world.rotations = [
    rotation('anna', { ...proven, status: 'uncertain', decision: { ...decision, second }, reason: 'ResetNotVisible' }),
    rotation('bert', { ...proven, status: 'rotated', decision: { ...decision, second } }),
    { ...approved, accountId: 'carl', account: { ...approved.account, userPrincipalName: 'carl@contoso.example' } },
  ];
  await notify(world.ports(), arrive({ kind: 'cycle-closed', cycleId: CYCLE, totals, sealHash: 'a'.repeat(64) }));
  const { text } = world.mails[0] ?? { text: '' };
  const carl = 'carl@contoso.example (admin): approved, not reset yet; approved by Ada Lindqvist; paused since';
  expect(text).toContain('Asked for by hand by Dana Ops. Reason: phone lost');
  expect(text).toContain('approved by Ada Lindqvist and Bruno Okafor');
  expect(text).toContain(carl);
  expect(world.cards[0]?.lines.join('\n')).toContain(`Not finished: ${carl}`);
  expect(world.cards[0]?.lines[1]).toContain('Dana Ops');
});
