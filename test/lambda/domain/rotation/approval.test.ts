import { describe, expect, test } from '@jest/globals';
import { decisionProblem, mayDecide } from '../../../../lambda/domain/rotation/approval.ts';
import { ADA, aDecision, BRUNO, CHIARA, HOME, inState, states } from './rotations.ts';
import { contoso, estate, who } from './technicians.ts';

const NOW = new Date('2026-12-07T08:00:00.000Z');
const waiting = inState(states.awaiting);

const account = (userPrincipalName: string) => ({ ...waiting, account: { ...waiting.account, userPrincipalName } });

/** Own accounts that discovery did not find, by technician. */
const barring = (...barred: readonly (readonly [string, readonly string[]])[]) => ({
  ...waiting,
  barred: barred.map(([objectId, named]) => ({ objectId, name: 'Someone', named })),
});

describe('who may decide (R1)', () => {
  test('a technician of all tenants, and one of this tenant', () => {
    expect(mayDecide(who(ADA), waiting, contoso, NOW)).toEqual({ allowed: true });
    expect(mayDecide(who(BRUNO), waiting, contoso, NOW)).toEqual({ allowed: true });
  });

  test('not one of another tenant', () => {
    expect(mayDecide(who(CHIARA), waiting, contoso, NOW)).toMatchObject({ reason: 'other-tenant' });
  });

  test('not the owner, by UPN or object id, however it is spelled', () => {
    const own = account('Bruno.Admin@CONTOSO.example');
    expect(mayDecide(who(BRUNO), own, contoso, NOW)).toMatchObject({ reason: 'own-account' });
    expect(mayDecide(who(ADA), own, contoso, NOW)).toEqual({ allowed: true });
    const byId = { ...who(ADA), ownAccounts: [waiting.accountId.toUpperCase()] };
    expect(mayDecide(byId, waiting, contoso, NOW)).toMatchObject({ reason: 'own-account' });
  });

  test('not one whose own account was not found (R11); the others may', () => {
    const rotation = barring([BRUNO, ['bruno@old.example']]);
    expect(mayDecide(who(BRUNO), rotation, contoso, NOW)).toMatchObject({ reason: 'own-account-not-found' });
    expect(mayDecide(who(ADA), rotation, contoso, NOW)).toEqual({ allowed: true });
    expect(mayDecide(who(BRUNO), barring([ADA, ['ada@old.example']]), contoso, NOW)).toEqual({ allowed: true });
  });

  test.each([
    ['2026-12-09T03:59:59.999Z', true],
    ['2026-12-09T04:00:00.000Z', false],
    ['2026-12-09T04:00:00.001Z', false],
  ])('at %s: %s', (instant, allowed) => {
    expect(mayDecide(who(ADA), waiting, contoso, new Date(instant)).allowed).toBe(allowed);
  });

  test('nobody once it is decided', () => {
    for (const [name, state] of Object.entries(states)) {
      if (name === 'awaiting') continue;
      expect(mayDecide(who(ADA), inState(state), contoso, NOW)).toMatchObject({ reason: 'decided' });
    }
  });

  test.each([
    ['other-tenant', who(CHIARA), waiting, NOW, 'You do not decide for Contoso Ltd.'],
    [
      'own-account',
      who(ADA),
      { ...waiting, accountId: ADA },
      NOW,
      'This is an account of your own: another technician must decide.',
    ],
    [
      'own-account-not-found',
      who(ADA),
      barring([ADA, ['ada@old.example', 'ada2@old.example']]),
      NOW,
      'Your own account ada@old.example, ada2@old.example was not found in Contoso Ltd, so any account there may be yours: another technician must decide. Have ownAccounts corrected in the estate; that counts from the next cycle on.',
    ],
    ['decided', who(ADA), inState(states.approved), NOW, 'This approval is decided already.'],
    ['too-late', who(ADA), waiting, new Date(waiting.decideBefore), 'The deadline has passed: nothing is reset.'],
  ])('a refusal as %s has a sentence for its reader', (reason, technician, rotation, now, sentence) => {
    expect(mayDecide(technician, rotation, contoso, now)).toEqual({ allowed: false, reason, sentence });
  });

  test('a refusal says no more than its reader may know', () => {
    const refused = mayDecide(who(CHIARA), account('secret-name@contoso.example'), contoso, NOW);
    expect(refused).toHaveProperty('sentence', 'You do not decide for Contoso Ltd.');
  });
});

describe('whether a decision on record stands', () => {
  const why = (more: Parameters<typeof aDecision>[0], rotation = waiting, at = NOW) =>
    decisionProblem(aDecision(more), rotation, contoso, estate, at);
  const by = (objectId: string, tenantId = HOME) =>
    ({ kind: 'technician', objectId, tenantId, name: 'Someone' }) as const;

  test('it does, when it could have been made', () => expect(why({})).toBeUndefined());
  test('not by somebody whose own account was not found', () => {
    expect(why({ by: by(ADA) }, barring([ADA, ['a@old.example', 'b@old.example']]))).toBe(
      'the own account a@old.example, b@old.example of Someone was not found in contoso',
    );
    expect(why({ by: by(ADA) }, barring([BRUNO, ['a@old.example']]))).toBeUndefined();
  });
  test('not by somebody whom the estate does not know', () =>
    expect(why({ by: by('nobody') })).toMatch(/not a technician/));
  test('not by the same object id of another tenant', () => {
    expect(why({ by: by(ADA, waiting.tenantId) })).toMatch(/not a technician/);
  });
  test('not by a technician of other tenants', () =>
    expect(why({ by: by(CHIARA) })).toMatch(/does not decide for contoso/));
  test('not by the owner', () => {
    expect(why({ by: by(BRUNO) }, account('bruno.admin@contoso.example'))).toMatch(/owns the account/);
  });
  test('not by the very account that it is about', () => {
    expect(why({}, { ...waiting, accountId: ADA })).toMatch(/owns the account/);
    expect(mayDecide(who(ADA), { ...waiting, accountId: ADA.toUpperCase() }, contoso, NOW)).toMatchObject({
      reason: 'own-account',
    });
  });
  test('not for ever: it lapses half a day after its deadline', () => {
    const hoursLater = (hours: number) => new Date(Date.parse(waiting.decideBefore) + hours * 3_600_000);
    expect(why({}, waiting, hoursLater(12))).toBeUndefined();
    expect(why({}, waiting, hoursLater(12.01))).toMatch(/lapsed/);
  });
  test('not at its deadline or later', () => {
    expect(why({ at: waiting.decideBefore })).toMatch(/after its deadline/);
  });
});
