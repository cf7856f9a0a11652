import { describe, expect, test } from '@jest/globals';
import { vaultContradictions } from '../../config/vault-contradictions.ts';

/** Two passwords in one record: the one that is written last overwrites the other. */

const organization = { name: 'Contoso' };
const a = { account: 'a@contoso.example', id: '7' };
const b = { account: 'b@contoso.example', id: '8' };
const problemsOf = (system: string, ...vaults: readonly object[]) =>
  vaultContradictions({ vault: { system }, tenants: vaults.map((vault) => ({ vault })) }).map(
    ({ path, message }) => `${path.join('.')} ${message}`,
  );

describe('a record belongs to one account', () => {
  test.each([
    ['listed twice in a tenant', [{ organization, records: [a, { ...b, id: '7' }] }]],
    [
      'listed in two tenants: a section was copied, and the id was left',
      [
        { organization, records: [a] },
        { organization, records: [{ account: 'x@fabrikam.example', id: '7' }] },
      ],
    ],
    [
      'listed in two organizations: ids are unique in a vault, and Keeper has records in several folders',
      [
        { organization, records: [a] },
        { organization: { id: '12' }, records: [{ ...b, id: '7' }] },
      ],
    ],
    [
      'of one name, in the same organization',
      [
        { organization, records: [{ account: a.account, name: 'Admin' }] },
        { organization: { name: 'Contoso' }, records: [{ account: b.account, name: 'Admin' }] },
      ],
    ],
  ])('%s', (_, vaults) => {
    for (const system of ['it-glue', 'hudu']) {
      expect(problemsOf(system, ...vaults)).toEqual([
        expect.stringMatching(
          /^tenants\.\d\.vault\.records\.\d must name a record of its own: tenants\[0\]\.vault\.records\[0\]/,
        ),
      ]);
    }
  });

  test.each([
    ['other ids', [{ organization, records: [a, b] }]],
    [
      'the same name in another organization',
      [
        { organization, records: [{ account: a.account, name: 'Admin' }] },
        { organization: { name: 'Fabrikam' }, records: [{ account: b.account, name: 'Admin' }] },
      ],
    ],
    [
      'a name that differs in a capital, since vaults are asked for exact names',
      [
        {
          organization,
          records: [
            { account: a.account, name: 'Admin' },
            { account: b.account, name: 'admin' },
          ],
        },
      ],
    ],
    [
      'two tenants that share an organization and the form of names',
      [
        { organization, recordName: 'M365 {userPrincipalName}' },
        { organization, recordName: 'M365 {userPrincipalName}' },
      ],
    ],
  ])('and these are no two of one: %s', (_, vaults) => {
    expect(problemsOf('it-glue', ...vaults)).toEqual([]);
  });

  test('an account is listed once, in whatever letters', () => {
    expect(problemsOf('hudu', { organization, records: [a, { account: 'A@Contoso.example', id: '9' }] })).toEqual([
      'tenants.0.vault.records.1.account must be listed once: tenants[0].vault.records[0] names it too',
    ]);
  });
});
