import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import type { Proven, Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import {
  arrive,
  BRUNO,
  by,
  CONTOSO,
  CYCLE,
  contoso,
  decision,
  estate as example,
  FABRIKAM,
  proven,
  rotation,
  World,
} from './world.ts';

/** "12 of 12 are in the vault": once per technician and cycle, when nothing of theirs is under way any more. */

const estate: Estate = {
  ...example,
  tenants: example.tenants.map((each) => ({ ...each, handOver: { admin: 'vault', service: 'link' } })),
};
const settled = (tenantId = CONTOSO): Message => ({ kind: 'vault-settled', cycleId: CYCLE, tenantId });
const byBruno = { ...proven, decision: { ...decision, by: { ...by, objectId: BRUNO, name: 'Bruno Keller' } } };
const written = { status: 'written', at: '2026-12-07T06:12:00.000Z', recordId: '4711' } as const;
const queued = { status: 'queued', since: '2026-12-07T06:11:00.000Z' } as const;
const givenUp = { status: 'given-up', at: '2026-12-10T06:11:00.000Z', reason: 'record-ambiguous' } as const;

/** What was given up has a link, where a link can show it. */
const linkOf = (vault: Rotation['vault']) =>
  vault?.status === 'given-up' && !['superseded', 'no-credential'].includes(vault.reason)
    ? { linkId: 'a'.repeat(32) }
    : {};

const rotated = (name: string, vault: Rotation['vault'], tenantId = CONTOSO, what: Proven = proven): Rotation => ({
  ...rotation(name, { status: 'rotated', ...what, ...linkOf(vault) }),
  tenantId,
  tenantDisplayName: tenantId === CONTOSO ? 'Contoso Ltd' : 'Fabrikam GmbH',
  vault,
});

let world: World;
beforeEach(() => {
  world = new World();
  world.cycle = {};
});

test('what cannot be read for a mail keeps nothing else of the batch back, and comes again alone (R9)', async () => {
  const ports = world.ports({ estate });
  const unread = { ...ports.cycles, find: () => Promise.reject(new Error('a newer release wrote it')) };
  const sent = { ...ports.sent, has: async (key: string) => key.includes(BRUNO) && Promise.reject(new Error('busy')) };
  const lastCall: Message = { kind: 'last-call', cycleId: CYCLE, technicianObjectId: BRUNO, about: 'approvals' };
  const held: Message = { kind: 'start-held', cycleId: CYCLE, schedule: 'admin-monthly' };
  const { failed, problems } = await notify({ ...ports, cycles: unread, sent }, arrive(settled(), lastCall, held));
  expect(failed.toSorted()).toEqual(['m0', 'm1']);
  expect(problems).toHaveLength(2);
  expect(world.cards.map(({ title }) => title)).toEqual([expect.stringContaining('is on hold')]);
});
/** Puts rotations in place, with the counts that their tenants have of them. */
function given(...rotations: readonly Rotation[]): void {
  world.add(...rotations);
  for (const tenantId of [CONTOSO, FABRIKAM]) {
    const of = (status: string) =>
      rotations.filter((r) => r.tenantId === tenantId && r.vault?.status === status).length;
    world.tenant = {
      ...contoso,
      tenantId,
      displayName: tenantId === CONTOSO ? 'Contoso Ltd' : 'Fabrikam GmbH',
      openCount: rotations.filter((r) => r.tenantId === tenantId && !r.closed).length,
      vaultQueued: of('queued'),
      vaultWritten: of('written'),
      vaultGivenUp: of('given-up'),
    };
  }
}
const tell = (...messages: Message[]) => notify(world.ports({ estate }), arrive(...messages));
const subjects = () => world.mails.map(({ to, subject }) => `${to.split('@')[0]}: ${subject}`);

test('one mail for all tenants, and nothing to collect', async () => {
  given(rotated('a', written), rotated('b', written), rotated('c', written, FABRIKAM));
  expect(await tell(settled(), settled(FABRIKAM), settled())).toEqual({ failed: [], problems: [] });
  expect(subjects()).toEqual([`ada: 3 of 3 new passwords are in the vault (${CYCLE})`]);
  const text = world.mails[0]?.text ?? '';
  expect(text).toContain('- Contoso Ltd: 2 passwords\n- Fabrikam GmbH: 1 password\n');
  expect(text).toContain('there is nothing to do');
  expect(text.match(/https?:\/\/\S+/g)).toEqual([`https://portal.example/cycles/${CYCLE}`]);
});

test('again, and hours later with more: no second mail', async () => {
  given(rotated('a', written));
  await tell(settled());
  given(rotated('a', written), rotated('b', written));
  await tell(settled());
  expect(subjects()).toEqual([`ada: 1 of 1 new password is in the vault (${CYCLE})`]);
});

describe('nothing is said while', () => {
  test.each<readonly [string, Rotation]>([
    ['a password waits for the vault', rotated('b', queued)],
    ['a reset is under way', { ...rotation('b', { status: 'maybe-applied', ...proven }), closed: false }],
    ['a reset waits for its change window', { ...rotation('b', { status: 'approved', decision }), closed: false }],
  ])('%s', async (_, other) => {
    given(rotated('a', written), other);
    expect(await tell(settled())).toEqual({ failed: [], problems: [] });
    expect(subjects()).toEqual([]);
    given(rotated('a', written), rotated('b', written));
    await tell(settled());
    expect(subjects()).toEqual([`ada: 2 of 2 new passwords are in the vault (${CYCLE})`]);
  });
});

test('the last one may end otherwise: the tenant that closes asks too', async () => {
  const last = rotation('b', { status: 'failed', decision, reason: 'ResetRefused: no' });
  given(rotated('a', written), { ...rotation('b', { status: 'approved', decision }), closed: false });
  await tell(settled());
  given(rotated('a', written), last);
  await tell({ kind: 'tenant-closed', cycleId: CYCLE, tenantId: CONTOSO });
  expect(subjects()).toEqual([`ada: 1 of 1 new password is in the vault (${CYCLE})`]);
});

test('a tenant that closes and hands over by links alone costs no read of a cycle', async () => {
  const reads: string[] = [];
  const { cycles } = world.ports();
  const counting = {
    ...cycles,
    tenantsOf: async (id: string) => {
      reads.push(id);
      return cycles.tenantsOf(id);
    },
  };
  await notify(
    world.ports({ estate: example, cycles: counting }),
    arrive({ kind: 'tenant-closed', cycleId: CYCLE, tenantId: CONTOSO }),
  );
  expect(reads).toEqual([]);
});

test("what waits for others' decisions does not hold it back", async () => {
  given(rotated('a', written), { ...rotation('b', { status: 'awaiting-approval' }), closed: false });
  await tell(settled());
  expect(subjects()).toEqual([`ada: 1 of 1 new password is in the vault (${CYCLE})`]);
});

test('each technician is told of what they approved', async () => {
  given(rotated('a', written), rotated('b', written, CONTOSO, byBruno), rotated('c', written, CONTOSO, byBruno));
  await tell(settled());
  expect(subjects()).toEqual([
    `ada: 1 of 1 new password is in the vault (${CYCLE})`,
    `bruno: 2 of 2 new passwords are in the vault (${CYCLE})`,
  ]);
});

test('what was given up is named with its reason, and the mail leads to its link', async () => {
  given(rotated('a', written), rotated('b', givenUp));
  await tell(settled());
  expect(subjects()).toEqual([`ada: 1 of 2 new passwords are in the vault (${CYCLE})`]);
  const text = world.mails[0]?.text ?? '';
  expect(text).toMatch(/- b@.*contoso.* \(Contoso Ltd\): /);
  expect(text.match(/https?:\/\/\S+/g)).toEqual(['https://portal.example/passwords']);
});

const superseded = { ...givenUp, reason: 'superseded' } as const;

test('a password that a later one replaced is not missed', async () => {
  given(rotated('a', written), rotated('b', superseded));
  await tell(settled());
  expect(subjects()).toEqual([`ada: 1 of 1 new password is in the vault (${CYCLE})`]);
  const text = world.mails[0]?.text ?? '';
  expect(text).toContain('there is nothing to do');
  expect(text).not.toContain('b@');
});

test('where a later one replaced all of them, nothing is said', async () => {
  given(rotated('b', superseded));
  await tell(settled());
  expect(subjects()).toEqual([]);
});

test('what no link can show is not called one to collect', async () => {
  const gone = rotated('b', { ...givenUp, reason: 'no-credential' });
  given(rotated('a', written), gone);
  await tell(settled());
  const text = world.mails[0]?.text ?? '';
  expect(subjects()).toEqual([`ada: 1 of 2 new passwords are in the vault (${CYCLE})`]);
  expect(text).toMatch(/- b@.*: there is no such credential/);
  expect(text).not.toMatch(/[Cc]ollect/);
});

test('a mail that could not be sent comes again, and once', async () => {
  given(rotated('a', written));
  world.broken = ['ada@northwind.example'];
  expect((await tell(settled())).failed).toEqual(['m0']);
  world.broken = [];
  await tell(settled());
  await tell(settled());
  expect(subjects()).toEqual([`ada: 1 of 1 new password is in the vault (${CYCLE})`]);
});

test('twice at once: one mail', async () => {
  given(rotated('a', written));
  await Promise.all([tell(settled()), tell(settled())]);
  expect(subjects()).toHaveLength(1);
});

test('accounts are read where something may be told, and only until one is under way', async () => {
  given(rotated('a', queued), rotated('b', written, FABRIKAM));
  const reads: string[] = [];
  const { rotations } = world.ports();
  const counting = {
    ...rotations,
    ofTenant: async (cycleId: string, tenantId: string) => {
      reads.push(tenantId);
      return rotations.ofTenant(cycleId, tenantId);
    },
  };
  await notify(world.ports({ estate, rotations: counting }), arrive(settled(), settled(FABRIKAM)));
  expect(reads).toEqual([]);
  given({ ...rotation('a', { status: 'approved', decision }), closed: false }, rotated('b', written, FABRIKAM));
  const adaAlone = { ...estate, technicians: estate.technicians.slice(0, 1) };
  await notify(world.ports({ estate: adaAlone, rotations: counting }), arrive(settled(), settled(FABRIKAM)));
  expect(reads).toEqual([CONTOSO]);
});
