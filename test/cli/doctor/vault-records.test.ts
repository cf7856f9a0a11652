import { afterEach, describe, expect, test } from '@jest/globals';
import { type VaultLook, vaultLook } from '../../../cli/doctor/vault-records.ts';
import type { Estate, Vault } from '../../../config/estate.ts';
import { SecretNotFilled } from '../../../lambda/adapters/aws/secrets-manager/stored-secret.ts';
import { onePasswordConnect } from '../../../local/vendors/onepassword-connect/onepassword-connect.ts';
import type { FilledOrganization } from '../../../local/vendors/vault/record-store.ts';
import { exampleEstate } from '../../config/example-estate.ts';
import { KEY, type SimulatedVault, simulatedVault } from '../../lambda/adapters/vault/simulated-vault.ts';

/** What doctor says about the records of one tenant, with one thing wrong at a time. */

const [contoso] = exampleEstate().tenants;
if (contoso === undefined) throw new Error('the example has no contoso');
const connect = { system: '1password-connect', host: 'connect.example' } as const;
const tenant: Estate['tenants'][number] = {
  ...contoso,
  handOver: { admin: 'vault', service: 'link' },
  vault: { organization: { name: 'Contoso' }, recordName: 'M365 {userPrincipalName}', records: [] },
};
const account = (name: string, of: 'admin' | 'service' = 'admin') => ({
  accountId: `id-${name}`,
  userPrincipalName: `${name}@contoso.example`,
  class: of,
});
const filled: readonly FilledOrganization[] = [
  {
    name: 'Contoso',
    records: ['alice', 'bob', 'twice', 'twice'].map((name) => ({
      name: `M365 ${name}@contoso.example`,
      username: name,
    })),
  },
];

let sim: SimulatedVault | undefined;
afterEach(async () => {
  await sim?.close();
  sim = undefined;
});
async function looking(
  vault: Extract<Vault, { system: '1password-connect' | 'hudu' }> = connect,
  variant: Parameters<typeof onePasswordConnect>[1] = {},
  secret: (filledIn: string) => Promise<string> = async (text) => text,
): Promise<VaultLook> {
  sim = await simulatedVault(
    vault,
    filled,
    vault.system === 'hudu' ? undefined : (setting) => onePasswordConnect(setting, variant),
  );
  const text = JSON.stringify(vault.system === 'hudu' ? { apiKey: KEY } : { token: KEY });
  const access = { endpoint: sim.endpoint, secret: () => secret(text), vault, now: () => new Date() };
  const look = vaultLook(access, { vault, aws: { stackName: 'M365PasswordRotation' } });
  if (look === undefined) throw new Error('there is no vault');
  return look;
}

test('all records found, and nothing changed there', async () => {
  const look = await looking();
  expect(await look(tenant, [account('alice'), account('bob'), account('svc', 'service')])).toEqual([
    {
      name: 'vault',
      state: 'ok',
      detail: '2 of 2 records found, and the key may write there as far as the vault tells',
    },
  ]);
  expect(sim?.store.writes()).toBe(0);
});

test('a record that is missing, and one that is there twice: where, and what to do', async () => {
  const look = await looking();
  expect(await look(tenant, [account('alice'), account('carol'), account('twice')])).toMatchObject([
    { state: 'ok', detail: expect.stringMatching(/^1 of 3 records found/) },
    {
      state: 'failed',
      detail: expect.stringMatching(
        /^carol@contoso\.example: 1Password Connect has no item "M365 carol@contoso\.example" in vault \w{26}\. It is rotated all the same/,
      ),
      next: 'make or rename it there, or correct the vault section of the tenant in the estate',
    },
    { state: 'failed', next: 'rename all but one there, or give the id in the estate' },
  ]);
});

test('two accounts, of two tenants, that lead to one record', async () => {
  const look = await looking();
  await look(tenant, [account('alice')]);
  const rules = {
    organization: { name: 'Contoso' },
    records: [{ account: 'x@fabrikam.example', name: 'M365 alice@contoso.example' }],
  };
  expect(await look({ ...tenant, vault: rules }, [])).toMatchObject([
    {
      state: 'failed',
      detail: expect.stringMatching(
        /^x@fabrikam\.example: its record \w{26} is the one of alice@contoso\.example too\./,
      ),
      next: 'give each account a record of its own in the vault section of its tenant in the estate',
    },
  ]);
});

test('a token that may not write', async () => {
  const look = await looking(connect, { mayWrite: false });
  expect(await look(tenant, [account('alice')])).toMatchObject([
    { state: 'failed', detail: expect.stringContaining('403'), next: expect.stringContaining('the right to change') },
  ]);
});

test('an account that the estate names no record for', async () => {
  const look = await looking();
  const rules = { organization: { name: 'Contoso' }, records: [{ account: 'bob@contoso.example', name: 'x' }] };
  expect(await look({ ...tenant, vault: rules }, [account('alice')])).toMatchObject([
    { state: 'failed', detail: expect.stringContaining('alice@contoso.example: the estate names no record') },
    { state: 'failed', detail: expect.stringContaining('has no item "x"') },
  ]);
});

test('a vault that tells of no record without its password is not called found', async () => {
  const look = await looking({ system: 'hudu', host: 'northwind.huducloud.com' });
  const [check] = await look(tenant, [account('alice'), account('bob')]);
  expect(check).toMatchObject({
    state: 'ok',
    detail: expect.stringMatching(/^0 of 2 records found.*2 records not looked at/),
  });
});

test('a vault that is down is no fault of the tenant', async () => {
  const look = await looking();
  sim?.fail(() => ({ kind: 'down' }));
  expect(await look(tenant, [account('alice'), account('bob')])).toMatchObject([
    { state: 'warn', detail: 'alice@contoso.example was not looked for: 1Password Connect did not answer' },
    { state: 'warn' },
  ]);
});

describe('the key', () => {
  test('that nobody has filled in', async () => {
    const look = await looking(connect, {}, async () => {
      throw new SecretNotFilled('the secret has no value yet');
    });
    expect(await look(tenant, [account('alice')])).toMatchObject([
      { state: 'failed', next: expect.stringContaining('write {"token"} to a file') },
    ]);
  });

  test('that this engineer may not read is no fault of the vault', async () => {
    const look = await looking(connect, {}, async () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    });
    expect(await look(tenant, [account('alice')])).toMatchObject([
      { state: 'warn', next: expect.stringContaining('secretsmanager:GetSecretValue on m365-rotation/vault') },
    ]);
  });
});

test('a tenant that gets links, and an estate without a vault, are not asked about', async () => {
  const look = await looking();
  expect(await look({ ...tenant, handOver: { admin: 'link', service: 'link' } }, [account('alice')])).toEqual([]);
  expect(sim?.exchanges).toEqual([]);
  expect(vaultLook(undefined, { vault: { system: 'none' }, aws: { stackName: 'x' } })).toBeUndefined();
});
