import { expect, test } from '@jest/globals';
import type { PauseScope } from '../../../../lambda/domain/rotation/pause.ts';
import { operator } from '../../../../lambda/usecases/facts.ts';
import { endPause, pausedWords, setPause } from '../../../../lambda/usecases/rotation/pausing.ts';
import { CONTOSO, estate, signedIn, World } from '../in-memory.ts';

const contoso: PauseScope = { of: 'tenant', tenantId: CONTOSO };
const ada = operator('arn:aws:iam::123456789012:user/ada');
const ports = (world: World) => ({ ...world.ports, component: 'portal' as const });

test('an operator pauses anything and ends it; who and why are on record', async () => {
  const scopes: readonly PauseScope[] = [contoso, { of: 'class', class: 'admin' }, { of: 'everything' }];
  for (const scope of scopes) {
    const world = new World();
    expect(await setPause(ports(world), ada, scope, 'looks strange')).toMatchObject({ outcome: 'done' });
    expect(await world.ports.pauses.active()).toEqual([
      { scope, since: world.instant.toISOString(), by: ada.actor, reason: 'looks strange' },
    ]);
    expect(await endPause(ports(world), ada, scope, 'was nothing')).toMatchObject({ outcome: 'done' });
    expect(await world.ports.pauses.active()).toEqual([]);
    expect(world.tables.records).toMatchObject([
      {
        action: 'pause.set',
        reason: 'looks strange',
        actor: ada.actor,
        evidence: { detail: pausedWords(estate, scope) },
      },
      { action: 'pause.ended', reason: 'was nothing', actor: ada.actor },
    ]);
  }
});

test('the record of a tenant’s pause is in the chain of the tenant', async () => {
  const world = new World();
  await setPause(ports(world), ada, contoso, 'looks strange');
  expect([...world.tables.chains.keys()]).toEqual([`${CONTOSO}#-`]);
});

test('what is so already is told, and leaves no second record', async () => {
  const world = new World();
  await setPause(ports(world), ada, contoso, 'first');
  expect(await setPause(ports(world), signedIn('Bruno'), contoso, 'second')).toMatchObject({ outcome: 'already' });
  expect(await endPause(ports(world), ada, { of: 'everything' }, 'none')).toMatchObject({ outcome: 'already' });
  expect(world.tables.records.map(({ action }) => action)).toEqual(['pause.set']);
  expect((await world.ports.pauses.active()).map(({ reason }) => reason)).toEqual(['first']);
});

test('a technician pauses the tenants that they decide for', async () => {
  const world = new World();
  expect(await setPause(ports(world), signedIn('Bruno'), contoso, 'strange')).toEqual({
    outcome: 'done',
    sentence: 'Contoso Ltd is paused: nothing is reset there until the pause is ended.',
  });
  expect(world.tables.records).toMatchObject([{ actor: { kind: 'technician', name: 'Bruno Okafor' } }]);
  expect(await endPause(ports(world), signedIn('Bruno'), contoso, 'fine')).toMatchObject({ outcome: 'done' });
});

test.each([
  ['another tenant', 'Chiara', contoso, 'You do not decide for Contoso Ltd.'],
  ['as somebody whom the estate does not have', 'Nobody', contoso, 'You do not decide for Contoso Ltd.'],
  ['everything', 'Ada', { of: 'everything' }, 'Only the command line pauses more than one tenant.'],
  ['a class', 'Ada', { of: 'class', class: 'admin' }, 'Only the command line pauses more than one tenant.'],
  ['a tenant that is not there', 'Ada', { of: 'tenant', tenantId: 'x' }, 'The estate has no such tenant.'],
] as const)('a technician is refused %s, and that is on record', async (_, name, scope, sentence) => {
  const world = new World();
  for (const act of [setPause, endPause]) {
    expect(await act(ports(world), signedIn(name), scope, 'strange')).toEqual({ outcome: 'refused', sentence });
  }
  expect(await world.ports.pauses.active()).toEqual([]);
  expect(world.tables.records.map(({ action, outcome, reason }) => [action, outcome, reason])).toEqual([
    ['command.refused', 'refused', sentence],
    ['command.refused', 'refused', sentence],
  ]);
});

test('what a pause stops, in words', () => {
  expect(pausedWords(estate, { of: 'everything' })).toBe('Everything');
  expect(pausedWords(estate, { of: 'class', class: 'service' })).toBe('The class service');
  expect(pausedWords(estate, contoso)).toBe('Contoso Ltd');
  expect(pausedWords(estate, { of: 'tenant', tenantId: 'gone' })).toBe('gone');
});
