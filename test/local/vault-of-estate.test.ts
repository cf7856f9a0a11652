import { expect, test } from '@jest/globals';
import { exampleTenants } from '@m365-rotation/local-microsoft';
import { vaultOfEstate } from '../../local/vault-of-estate.ts';

const [contoso] = exampleTenants;
const tenantId = contoso?.tenantId ?? '';
const displayName = 'Contoso Ltd';
const backup = 'svc-backup@contoso.example';

test('every account has a record, by the name that the estate gives it', () => {
  const vault = {
    organization: { name: 'Contoso (customer 12)' },
    recordName: 'M365 {userPrincipalName}',
    records: [{ account: backup.toUpperCase(), name: 'Backup' }],
  };
  const [organization, former, ...others] = vaultOfEstate(
    { tenants: [{ tenantId, displayName, vault }] },
    exampleTenants,
  );
  expect(organization?.name).toBe('Contoso (customer 12)');
  expect(organization?.records).toHaveLength(contoso?.users.length ?? 0);
  expect(organization?.records.filter(({ username }) => username === backup)).toEqual([
    { name: 'Backup', username: backup },
  ]);
  expect(organization?.records).toContainEqual({
    name: 'M365 alice.admin@contoso.example',
    username: 'alice.admin@contoso.example',
  });
  // The same names at somebody else’s: what looks at names alone goes wrong.
  expect(former).toEqual({ name: 'Contoso (customer 12) (until 2019)', records: organization?.records });
  expect(others).toEqual([]);
});

test('ids are those of the estate, and an account may be listed by its object id', () => {
  const user = contoso?.users.find(({ userPrincipalName }) => userPrincipalName === backup);
  const vault = { organization: { id: '12' }, records: [{ account: user?.id ?? '', id: '4711' }] };
  const [organization] = vaultOfEstate({ tenants: [{ tenantId, displayName, vault }] }, exampleTenants);
  expect(organization).toMatchObject({ id: '12', name: displayName, records: [{ id: '4711', username: backup }] });
  expect(organization?.records).toHaveLength(1);
});

test('of a directory that is elsewhere nothing is known but what is listed', () => {
  const vault = {
    organization: { name: 'x' },
    recordName: '{userPrincipalName}',
    records: [{ account: backup, id: '1' }],
  };
  const [organization] = vaultOfEstate({ tenants: [{ tenantId, displayName, vault }] }, []);
  expect(organization?.records).toEqual([{ id: '1', name: `Password of ${backup}`, username: backup }]);
});

test('tenants without records have no organization', () =>
  expect(vaultOfEstate({ tenants: [{ tenantId, displayName }] }, exampleTenants)).toEqual([]));
