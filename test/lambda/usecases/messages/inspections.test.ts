import { expect, test } from '@jest/globals';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import {
  type Finding,
  type InspectionKind,
  inspectionOf,
  type Result,
  resultOf,
} from '../../../../lambda/domain/inspection/inspection.ts';
import { notify } from '../../../../lambda/usecases/messages/notify.ts';
import { arrive, CONTOSO, FABRIKAM, World } from './world.ts';

const at = '2026-12-07T04:00:00.000Z';
const later = '2026-12-08T04:00:00.000Z';
const changed = (inspection: InspectionKind, since = at, until = at): Message => ({
  kind: 'inspection-changed',
  inspection,
  since,
  until,
});
const failing: Finding = { code: 'blocked', state: 'failed', sentence: 'Its sign-in is blocked.', account: 'bg1@x' };
const hidden: Finding = { code: 'not-tested', state: 'unknown', sentence: 'It was not told.' };

async function found(world: World, kind: InspectionKind, results: Readonly<Record<string, Result>>, instant = at) {
  const { inspections } = world.tables;
  for (const [tenantId, result] of Object.entries(results)) {
    const last = await inspections.find(kind, tenantId);
    const tenantName = tenantId === CONTOSO ? 'Contoso *Ltd*' : 'Fabrikam';
    await inspections.save(inspectionOf({ kind, tenantId, tenantName }, result, last, new Date(instant)), last, []);
  }
}

test('the team reads once who failed, and why', async () => {
  const world = new World();
  await found(world, 'break-glass', { [CONTOSO]: resultOf([failing]), [FABRIKAM]: resultOf([hidden]) });
  for (let times = 0; times < 2; times += 1) await notify(world.ports(), arrive(changed('break-glass')));
  expect(world.cards).toHaveLength(1);
  expect(world.cards[0]).toMatchObject({
    title: 'Break-glass drill 2026-Q4: 1 tenant of 2 failed',
    facts: [{ name: 'Contoso *Ltd*', value: 'bg1@x: Its sign-in is blocked.' }],
  });
  expect(world.cards[0]?.lines.join(' ')).toContain('Not known in full in 1 tenant');
});

test('a drill that passed is told, and a consent that is as it was is not', async () => {
  const world = new World();
  await found(world, 'break-glass', { [CONTOSO]: resultOf([]) });
  await found(world, 'consent', { [CONTOSO]: resultOf([hidden]) });
  await notify(world.ports(), arrive(changed('break-glass'), changed('consent')));
  expect(world.cards.map(({ title }) => title)).toEqual(['Break-glass drill 2026-Q4: nothing fails in 1 tenant']);
});

test('what was mended is told, and what changed before or after is not told again', async () => {
  const world = new World();
  await found(world, 'consent', { [CONTOSO]: resultOf([failing]), [FABRIKAM]: resultOf([failing]) });
  await found(world, 'consent', { [CONTOSO]: resultOf([]) }, later);
  await notify(world.ports(), arrive(changed('consent', later, later)));
  expect(world.cards[0]).toMatchObject({ title: 'Consent and permissions: nothing fails in 1 tenant', facts: [] });
  expect(world.cards[0]?.lines).toContain('Mended: Contoso *Ltd*.');
});
