import { describe, expect, test } from '@jest/globals';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { fewerScopes } from '../../../../lambda/domain/accounts/fewer-scopes.ts';
import { inclusionSentence, inclusionWords } from '../../../../lambda/domain/accounts/inclusion-words.ts';
import { guard } from '../../../../lambda/domain/accounts/never-rotate.ts';
import { aDirectory, aRole, aTenant, aUser, EXCHANGE, SYNC_ROLE } from './directories.ts';

const entries = (count: number, role = 'a') =>
  Array.from({ length: count }, (_, i) => ({ role, scope: `/administrativeUnits/${role}${i}` }));
const alike = ({ role }: { readonly role: string }) => role;

describe('scopes of one role', () => {
  test('stay as they are while they are few', () => {
    expect(fewerScopes(entries(10), alike)).toEqual(entries(10).map((entry) => ({ entry, further: 0 })));
    expect(fewerScopes([], alike)).toEqual([]);
  });

  test('are counted where they are many', () => {
    const kept = fewerScopes(entries(12), alike);
    expect(kept.map(({ entry }) => entry)).toEqual(entries(10));
    expect(kept.map(({ further }) => further)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  });

  test('are counted role by role, in their order', () => {
    const mixed = [...entries(11, 'a'), ...entries(2, 'b'), ...entries(1, 'a')];
    const kept = fewerScopes(mixed, alike);
    expect(kept.map(({ entry }) => entry.role)).toEqual([...'aaaaaaaaaabb']);
    expect(kept.map(({ further }) => further).filter((each) => each > 0)).toEqual([2]);
  });

  test('never lose the whole tenant', () => {
    const last = [...entries(20), { role: 'a', scope: '/' }, { role: 'a', scope: '/' }];
    expect(fewerScopes(last, alike).filter(({ entry }) => entry.scope === '/')).toHaveLength(2);
    expect(fewerScopes(last, alike)).toHaveLength(12);
  });
});

describe('an administrator of a thousand units', () => {
  const branch = aUser('branch');
  const held = Array.from({ length: 1_000 }, (_, i) =>
    aRole(branch, EXCHANGE, { directoryScopeId: `/administrativeUnits/unit-${i}` }),
  );
  const included = (...more: ReturnType<typeof aRole>[]) => {
    const [only, ...others] = classify(aDirectory([branch], [...held, ...more]), aTenant(), 'admin').included;
    if (only === undefined || others.length > 0) throw new Error('not exactly one');
    return only;
  };

  test('fits into a row, and into a line', () => {
    const account = included();
    expect(account.reasons).toHaveLength(10);
    expect(JSON.stringify(account).length).toBeLessThan(10_000);
    expect(account.reasons.at(-1)).toMatchObject({ furtherScopes: 990 });
    expect(account.reasons[0]).not.toHaveProperty('furtherScopes');
    const [tenth] = account.reasons.slice(-1);
    expect(tenth === undefined ? '' : inclusionWords(tenth)).toBe(
      'Exchange Administrator, an administrative unit whose name was not told (id unit-9) and 990 further scopes, direct',
    );
    expect(inclusionSentence(account).length).toBeLessThan(2_000);
  });

  test('is judged as before: roles for the whole tenant, eligible ones and others are all there', () => {
    const account = included(
      aRole(branch, GLOBAL_ADMINISTRATOR),
      aRole(branch, EXCHANGE, { directoryScopeId: '/administrativeUnits/unit-0', path: 'direct, eligible' }),
    );
    expect(account.globalAdministrator).toBe(true);
    expect(account.reasons).toHaveLength(12);
    expect(account.observed.roles).toHaveLength(12);
    expect(guard(account.observed, aTenant(), account)).toEqual({ ok: true });
  });

  test('with a sync role at the end is left out all the same', () => {
    const directory = aDirectory([branch], [...held, aRole(branch, SYNC_ROLE)]);
    expect(classify(directory, aTenant(), 'admin')).toMatchObject({ included: [], counts: { 'sync-service': 1 } });
  });

  test('with a role that is not known keeps it among the facts', () => {
    const odd = Array.from({ length: 20 }, (_, i) => aRole(branch, 'not-in-the-list', { directoryScopeId: `/u${i}` }));
    const directory = aDirectory([branch], [...held, ...odd]);
    expect(classify(directory, aTenant(), 'admin')).toMatchObject({ included: [], counts: { 'unknown-data': 1 } });
  });
});
