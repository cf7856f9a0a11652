import { beforeEach, expect, test } from '@jest/globals';
import { MOST_TOLD, type VaultCheck } from '../../../../lambda/domain/credential/vault-check.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { CONTOSO, CYCLE, FABRIKAM, World } from './world.ts';

const since = '2026-12-06T04:00:00.000Z';
const checked: Message = { kind: 'vault-checked', cycleId: CYCLE, since, startsAt: '2026-12-07T04:00:00.000Z' };
const check = (changes: Partial<VaultCheck> = {}): VaultCheck => ({
  cycleId: CYCLE,
  tenantId: CONTOSO,
  at: '2026-12-06T08:00:00.000Z',
  ready: 12,
  unseen: 0,
  troubled: 0,
  problems: [],
  ...changes,
});
const problem = (account: string, code = 'record-not-found') => ({
  account,
  problem: code,
  detail: `Hudu has no record "M365 ${account}" in company 12`,
});

let world: World;
let n = 0;
beforeEach(() => {
  world = new World();
});
const given = async (...checks: readonly VaultCheck[]) => {
  const fact = { action: 'vault.checked', outcome: 'success', time: since, component: 'check-vault' } as const;
  for (const each of checks) {
    const about = { ...fact, actor: { kind: 'system', name: 'check-vault' } as const, tenantId: each.tenantId };
    await world.tables.vaultChecks.record(each, since, about);
  }
};
const tell = (team = true) =>
  notify(world.ports(team ? {} : { team: undefined }), [{ messageId: `m${n++}`, message: checked }]);

test('the team is told once that the vault is ready', async () => {
  await given(check(), check({ tenantId: FABRIKAM, ready: 3 }));
  await tell();
  await tell();
  expect(world.cards).toHaveLength(1);
  expect(world.cards[0]).toMatchObject({ title: 'The vault is ready for the next cycle: 15 records found', facts: [] });
  expect(world.cards[0]?.lines[0]).toContain(`Cycle ${CYCLE} begins Mon, 7 Dec 2026, 05:00 CET`);
  expect(world.mails).toEqual([]);
});

test('or what is wrong, where, and what to do', async () => {
  await given(
    check({ ready: 11, troubled: 1, problems: [problem('alice@contoso.example')] }),
    check({
      tenantId: FABRIKAM,
      ready: 0,
      troubled: 1,
      problems: [problem('bob@fabrikam.example', 'vault-not-allowed')],
    }),
  );
  await tell();
  expect(world.cards[0]).toMatchObject({
    title: 'The vault is not ready for the next cycle: 2 records of 13',
    facts: [
      {
        name: 'Contoso Ltd',
        value:
          'alice@contoso.example: Hudu has no record "M365 alice@contoso.example" in company 12. What to do: make or rename it there, or correct the vault section of the tenant in the estate.',
      },
      { name: 'Fabrikam GmbH', value: expect.stringContaining('or put a new key into its secret.') },
    ],
  });
  expect(world.cards[0]?.lines).toHaveLength(1);
});

test('without a channel it is a mail of the same words, and without a check it is nothing', async () => {
  await tell(false);
  expect(world.mails).toEqual([]);
  await given(check({ at: '2026-11-20T08:00:00.000Z' }));
  await tell(false);
  expect(world.mails).toEqual([]); // of an earlier look
  await given(check());
  await tell(false);
  expect(world.mails).toHaveLength(1);
  expect(world.mails[0]?.subject).toContain('The vault is ready for the next cycle: 12 records found');
});

test('whatever their number, problems are cut and counted, and unknown tenants are named', async () => {
  const many = Array.from({ length: MOST_TOLD }, (_, i) => problem(`account${i}@contoso.example`));
  await given(
    check({ ready: 0, troubled: 500, problems: many }),
    check({ tenantId: FABRIKAM, ready: 0 }),
    check({ tenantId: 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33', ready: 0, troubled: 30, problems: many }),
  );
  await tell();
  const [card] = world.cards;
  expect(card?.facts).toHaveLength(40);
  expect(card?.lines.slice(1)).toEqual([
    'No account is known yet of Fabrikam GmbH: no cycle of this schedule has read these tenants.',
    '490 more records not listed here: rotation doctor names them by tenant.',
  ]);
});

test('what the vault does not tell is not called found', async () => {
  await given(check({ ready: 0, unseen: 12 }));
  await tell();
  expect(world.cards[0]).toMatchObject({
    title: 'The vault is ready for the next cycle: 0 records found, 12 not looked at',
    lines: [expect.anything(), expect.stringContaining('tells nothing without a password')],
  });
});
