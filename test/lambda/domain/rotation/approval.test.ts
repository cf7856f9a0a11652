import { describe, expect, test } from '@jest/globals';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import {
  decisionProblem,
  mayDecide,
  mayWithdraw,
  needsTwoPersons,
  voteProblem,
} from '../../../../lambda/domain/rotation/approval.ts';
import { ADA, aDecision, aVote, BRUNO, CHIARA, HOME, inState, states } from './rotations.ts';
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
  test('until it had to be carried out, where a change window says so', () => {
    const rotation = { ...waiting, carryOutBefore: '2026-12-12T00:00:00.000Z' };
    expect(why({}, rotation, new Date('2026-12-12T00:00:00.000Z'))).toBeUndefined();
    expect(why({}, rotation, new Date('2026-12-12T00:00:00.001Z'))).toBe('the approval has lapsed');
  });
});

/** A Global Administrator. */
const root = {
  ...waiting,
  account: {
    ...waiting.account,
    reasons: [
      {
        kind: 'role' as const,
        role: 'Global Administrator',
        roleTemplateId: GLOBAL_ADMINISTRATOR,
        scope: '/',
        path: 'direct',
        privileged: true,
      },
    ],
  },
};

describe('an account that two technicians must approve', () => {
  const LATE = waiting.decideBefore;
  const second = (objectId: string, more = {}) => ({ second: aVote(objectId, more) });
  const why = (more: Parameters<typeof aDecision>[0], rotation: Parameters<typeof decisionProblem>[1] = root) =>
    decisionProblem(aDecision(more), rotation, contoso, estate, NOW);

  test('has a role or a tenant that the estate names, or is compromised', () => {
    expect(needsTwoPersons(root, contoso, estate)).toBe(true);
    expect(needsTwoPersons(waiting, contoso, estate)).toBe(false);
    expect(needsTwoPersons({ ...waiting, emergency: true }, contoso, estate)).toBe(true);
    expect(needsTwoPersons({ ...root, emergency: false }, contoso, estate)).toBe(true);
    const all = { approvals: { twoPersons: { roles: [], tenants: ['contoso'] } } };
    expect(needsTwoPersons(waiting, contoso, all)).toBe(true);
    expect(needsTwoPersons(waiting, { name: 'fabrikam' }, all)).toBe(false);
  });

  test('has two of them', () => {
    expect(why(second(BRUNO))).toBeUndefined();
    expect(why({})).toBe('two technicians must approve it, and only Ada Lindqvist has');
    expect(why({}, { ...waiting, emergency: true })).toMatch(/^two technicians must approve it/);
  });

  test.each([
    ['the same technician twice', second(ADA), /^both approvals are by Ada Lindqvist$/],
    ['the same, otherwise written', { ...second(ADA), by: aVote(ADA).by }, /^both approvals are by/],
    ['a second from another tenant', second(CHIARA), /does not decide for contoso/],
    ['a second whom the estate does not know', second('nobody'), /is not a technician/],
    [
      'a second of another home tenant',
      second(BRUNO, { by: { ...aVote(BRUNO).by, tenantId: 'x' } }),
      /is not a technician/,
    ],
    ['a second after the deadline', second(BRUNO, { at: LATE }), /after its deadline/],
    ['a first after the deadline', { ...second(BRUNO), at: LATE }, /after its deadline/],
    ['a first who decides elsewhere', { ...second(ADA), by: aVote(CHIARA).by }, /does not decide for contoso/],
  ])('has not: %s', (_, decision, problem) => expect(why(decision)).toMatch(problem));

  test('has a second that must stand also where one would be enough', () => {
    expect(why(second(CHIARA), waiting)).toMatch(/does not decide for contoso/);
    expect(why(second(ADA), waiting)).toMatch(/^both approvals/);
    expect(why(second(BRUNO), waiting)).toBeUndefined();
  });

  test('is not approved by an owner, first or second', () => {
    const own = { ...root, account: { ...root.account, userPrincipalName: 'bruno.admin@contoso.example' } };
    expect(why(second(BRUNO), own)).toMatch(/owns the account/);
    expect(why({ ...second(ADA), by: aVote(BRUNO).by }, own)).toMatch(/owns the account/);
  });

  test('lapses with both', () => {
    const later = new Date(Date.parse(LATE) + 13 * 3_600_000);
    expect(decisionProblem(aDecision(second(BRUNO)), root, contoso, estate, later)).toBe('the approval has lapsed');
  });

  test('a vote stands by itself, or says why not', () => {
    expect(voteProblem(aVote(BRUNO), root, contoso, estate)).toBeUndefined();
    expect(voteProblem(aVote(CHIARA), root, contoso, estate)).toMatch(/does not decide/);
  });

  describe('after the first approval', () => {
    const once = { ...root, state: { status: 'awaiting-approval' as const, first: aVote(ADA) } };

    test('needs another technician; the first may still reject', () => {
      expect(mayDecide(who(ADA), once, contoso, NOW)).toEqual({
        allowed: false,
        reason: 'approved-by-you',
        sentence: 'You have approved this already: a second technician must approve it too.',
      });
      expect(mayDecide({ ...who(ADA), objectId: ADA.toUpperCase() }, once, contoso, NOW).allowed).toBe(false);
      expect(mayDecide(who(ADA), once, contoso, NOW, 'reject')).toEqual({ allowed: true });
      expect(mayDecide(who(BRUNO), once, contoso, NOW)).toEqual({ allowed: true });
      expect(mayDecide(who(BRUNO), once, contoso, NOW, 'reject')).toEqual({ allowed: true });
    });

    test.each([
      [-1, true],
      [0, false],
      [1, false],
    ])('the second comes in time or not: %s s from the deadline', (seconds, allowed) => {
      const at = new Date(Date.parse(LATE) + seconds * 1000);
      expect(mayDecide(who(BRUNO), once, contoso, at).allowed).toBe(allowed);
      expect(mayDecide(who(ADA), once, contoso, at, 'reject').allowed).toBe(allowed);
    });

    test('is taken back by whoever may decide', () => {
      expect(mayWithdraw(who(ADA), once, contoso)).toEqual({ allowed: true });
      expect(mayWithdraw(who(BRUNO), once, contoso)).toEqual({ allowed: true });
      expect(mayWithdraw(who(CHIARA), once, contoso)).toMatchObject({ reason: 'other-tenant' });
    });
  });
});

describe('taking an approval back', () => {
  test('is for who may decide about the account', () => {
    const approved = inState(states.approved);
    expect(mayWithdraw(who(ADA), approved, contoso)).toEqual({ allowed: true });
    expect(mayWithdraw(who(CHIARA), approved, contoso)).toMatchObject({
      reason: 'other-tenant',
      sentence: 'You do not decide for Contoso Ltd.',
    });
    const own = { ...approved, account: account('bruno.admin@contoso.example').account };
    expect(mayWithdraw(who(BRUNO), own, contoso)).toMatchObject({ reason: 'own-account' });
  });

  test('is possible until the password is staged', () => {
    const possible = Object.entries(states).filter(
      ([, state]) => mayWithdraw(who(ADA), inState(state), contoso).allowed,
    );
    expect(possible.map(([name]) => name)).toEqual(['approved']);
    expect(mayWithdraw(who(ADA), inState(states.staged), contoso)).toEqual({
      allowed: false,
      reason: 'decided',
      sentence: 'This cannot be withdrawn any more: its reset has begun, or it has ended.',
    });
    expect(mayWithdraw(who(ADA), waiting, contoso)).toEqual({
      allowed: false,
      reason: 'nothing-to-withdraw',
      sentence: 'Nobody has approved this: there is nothing to withdraw.',
    });
  });
});
