import { beforeEach, describe, expect, test } from '@jest/globals';
import { cardMessage } from '../../../../lambda/adapters/teams/adaptive-card.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import { inspectionOf, resultOf } from '../../../../lambda/domain/inspection/inspection.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { callsMadeBy } from '../in-memory.ts';
import { arrive, CYCLE, contoso, decision, FABRIKAM, link, proven, rotation, totals, World } from './world.ts';

/** The summary at close: one shape of data, in a mail and on a card. The page has the same words: `test/lambda/portal/closing-summary.test.ts`. */

const HASH = 'ab'.repeat(32);
const closed: Message = { kind: 'cycle-closed', cycleId: CYCLE, totals, sealHash: HASH };
const digest = {
  approvers: [
    { objectId: 'a', name: 'Ada Lindqvist', approved: 9, together: 2 },
    { objectId: 'b', name: 'Bruno Keller', approved: 2, together: 2 },
  ],
  byTwo: 2,
  ages: { oldestBefore: '2024-12-08T05:00:00.000Z', oldestAfter: '2026-11-27T05:00:00.000Z', unknown: 0 },
  oldLeftOut: 4,
};

let world: World;
beforeEach(() => {
  world = new World();
  world.cycle = { status: 'closed', closedAt: '2026-12-07T05:00:00.000Z', digest, seal: { hash: HASH, chains: 37 } };
});

test('failures first, then what expired, what is not collected, not in the vault, who approved, ages, and the seal', async () => {
  world.tenant = { ...contoso, rotated: 3, failed: 1, expired: 1, vaultGivenUp: 1, vaultQueued: 1, vaultWritten: 1 };
  const name = { at: '2026-12-07T04:50:00.000Z' };
  world.rotations = [
    rotation('fails', { status: 'failed', decision, reason: 'ResetRefused: no' }),
    rotation('late', { status: 'expired' }),
    { ...rotation('waits', { status: 'rotated', ...proven }), vault: { status: 'queued', since: name.at } },
    {
      ...rotation('lost', { status: 'rotated', ...proven }),
      vault: { status: 'given-up', ...name, reason: 'own-account' },
    },
    { ...rotation('in', { status: 'rotated', ...proven }), vault: { status: 'written', ...name, recordId: '4711' } },
  ];
  world.addLinks(link(1));
  await notify(world.ports(), arrive(closed));
  const text = world.mails[0]?.text ?? '';
  const order = [
    'Tenants that failed:',
    'Failed, password unchanged:\n- fails@',
    'Nobody decided in time:\n- late@',
    'New passwords that nobody has stored yet:\n- Contoso Ltd: 1 password with Ada Lindqvist',
    'New passwords that are not in the vault:\n- lost@contoso.example (Contoso Ltd): not in the vault, given up Mon, 7 Dec 2026, 05:50 CET: about an own account\n- waits@',
    'Who approved:\n- Ada Lindqvist: 9 accounts, 2 together with another technician\n- Bruno Keller: 2 accounts, all together',
    'Password ages:\n- The oldest password was 729 days old before, and is 10 days old now\n- 4 accounts that were left out',
    '- In the vault: 1 of 3',
    `Seal of the audit records: ${HASH}, over the ends of 37 chains.`,
  ];
  const places = order.map((each) => text.indexOf(each));
  expect(order.filter((_, n) => (places[n] ?? -1) < 0)).toEqual([]);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
  expect(text).not.toContain('in@contoso');
  const [card] = world.cards;
  expect(card?.lines.join('\n')).toContain('Not in the vault: lost@');
  for (const each of ['Who approved', 'Password ages', 'Seal']) {
    expect(card?.facts.map((fact) => fact.name)).toContain(each);
  }
});

describe('passwords that somebody else has changed', () => {
  const stale = (n: number, of: 'admin' | 'service' = 'admin') => {
    const account = { tenantId: contoso.tenantId, accountId: `account-${n}` };
    world.tables.currentVersions.set(`${account.tenantId}/${account.accountId}`, 'version');
    world.tables.changeRows.set(`${account.tenantId}/${account.accountId}`, {
      ...account,
      cycleId: 'an-earlier-one',
      rotationId: 'r',
      userPrincipalName: `stale${n}@contoso.example`,
      class: of,
      tenantDisplayName: 'Contoso Ltd',
      passwordChangedAt: '2026-11-02T05:00:00.000Z',
      versionId: 'version',
      changedAt: '2026-11-20T05:00:00.000Z',
      seenAt: '2026-11-21T05:00:00.000Z',
    });
  };
  const LINE = 'Changed by somebody else, so your vault is stale:\n- ';

  test('are one line of the mail and of the card', async () => {
    for (let n = 0; n < 7; n += 1) stale(n);
    await notify(world.ports(), arrive(closed));
    const named = [0, 1, 2, 3, 4].map((n) => `stale${n}@contoso.example (Contoso Ltd)`).join(', ');
    expect(world.mails[0]?.text).toContain(`${LINE}7 passwords that we set before: ${named} and 2 more`);
    expect(world.cards[0]?.lines.join('\n')).toContain('Changed by somebody else: 7 passwords');
  });

  test('are no line where there is none, or they are of the other class', async () => {
    stale(1, 'service');
    await notify(world.ports(), arrive(closed));
    expect(world.mails[0]?.text).not.toContain('Changed by somebody else');
  });

  test('are over when another password is current', async () => {
    stale(1);
    world.tables.currentVersions.set(`${contoso.tenantId}/account-1`, 'newer');
    await notify(world.ports(), arrive(closed));
    expect(world.mails[0]?.text).not.toContain('Changed by somebody else');
  });
});

describe('the break-glass drill of the quarter', () => {
  const finding = { code: 'blocked', state: 'failed', sentence: 'Its sign-in is blocked.' } as const;
  const drilled = (tenantId: string, tenantName: string, findings: Parameters<typeof resultOf>[0], at: string) =>
    world.tables.inspections.save(
      inspectionOf({ kind: 'break-glass', tenantId, tenantName }, resultOf(findings), undefined, new Date(at)),
      undefined,
      [],
    );
  const dayBefore = '2026-12-06T05:00:00.000Z';

  test('is one line of the mail and a fact of the card, also where nothing fails', async () => {
    await drilled(contoso.tenantId, 'Contoso Ltd', [], dayBefore);
    await drilled(FABRIKAM, 'Fabrikam', [finding], dayBefore);
    await notify(world.ports(), arrive(closed));
    const line = '2026-Q4: 1 of 2 tenants passed; 1 failed: Fabrikam';
    expect(world.mails[0]?.text).toContain(`Break-glass drill:\n- ${line}`);
    expect(world.cards[0]?.facts).toContainEqual({ name: 'Break-glass drill', value: line });
  });

  test('of an earlier quarter says nothing of this one', async () => {
    await drilled(contoso.tenantId, 'Contoso Ltd', [], '2026-09-30T05:00:00.000Z');
    await notify(world.ports(), arrive(closed));
    expect(world.mails[0]?.text).toContain('Break-glass drill:\n- 2026-Q4: 0 of 2 tenants passed; 2 not looked at');
  });
});

describe('of 1,000 tenants with 12 accounts each', () => {
  const many = (changes: object) => {
    for (let n = 0; n < 1000; n += 1) {
      const tenantId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      world.tenant = { ...contoso, tenantId, displayName: `Customer ${n}`, rotations: 12, rotated: 12, ...changes };
    }
  };
  const calls: string[] = [];
  const counting = () =>
    callsMadeBy(world.ports({ team: undefined }), async (call, run) => {
      if (!call.startsWith('sent.')) calls.push(call);
      return run();
    });
  const count = (name: string) => calls.filter((each) => each === name).length;
  beforeEach(() => {
    calls.splice(0);
  });

  test('all of it in the vault: five reads, and no account', async () => {
    many({ vaultWritten: 12 });
    await notify(counting(), arrive({ ...closed, totals: { ...totals, linksIssued: 0 } }));
    expect(world.mails).toHaveLength(1);
    expect(count('rotations.ofTenant') + count('links.openIn') + count('tenants.exclusionsOf')).toBe(0);
    expect(calls.filter((each) => each !== 'mail.send')).toEqual([
      'cycles.tenantsOf',
      'cycles.find',
      'changed.changedElsewhere',
      'inspections.ofKind',
      'pauses.active',
    ]);
  });

  test('handed over by links: one read of an index for each tenant, and no account', async () => {
    many({});
    await notify(counting(), arrive(closed));
    expect([count('rotations.ofTenant'), count('links.openIn')]).toEqual([0, 1000]);
  });

  test('one tenant where something failed: its accounts alone are read', async () => {
    many({});
    world.tenant = { ...contoso, rotated: 11, failed: 1 };
    await notify(counting(), arrive(closed));
    expect(count('rotations.ofTenant')).toBe(1);
  });

  test('all of it failed: the card says how many more, and is no larger than Teams takes', async () => {
    many({ rotated: 0, failed: 12, status: 'failed' });
    world.rotations = Array.from({ length: 400 }, (_, n) => ({
      ...rotation(`fails${n}-${'x'.repeat(60)}`, { status: 'failed', decision, reason: 'y'.repeat(400) }),
    }));
    world.tenant = { ...contoso, failed: 400 };
    const approvers = digest.approvers.flatMap((each) => Array.from({ length: 200 }, () => each));
    world.cycle = { closedAt: '2026-12-07T05:00:00.000Z', digest: { ...digest, approvers } };
    await notify(world.ports(), arrive({ ...closed, totals: { ...totals, tenantsFailed: 1000 } }));
    const [card] = world.cards;
    if (card === undefined) throw new Error('no card');
    expect(card.lines.at(-1)).toMatch(/^and 1\d{3} more: see the portal$/);
    expect(Buffer.byteLength(cardMessage(card))).toBeLessThanOrEqual(25_000);
    expect(cardMessage(card)).toContain('more: see the portal');
  });
});
