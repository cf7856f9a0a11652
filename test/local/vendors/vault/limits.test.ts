import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import { vaultStore } from '../../../../local/vendors/vault/record-store.ts';
import { vaults } from '../../../../local/vendors/vaults.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  ['it-glue', '/organizations', 3_000, 100],
  ['hudu', '/api/v1/companies', 300, 200],
] as const)(
  '%s refuses whoever calls too often, and takes calls again after a while',
  async (name, path, most, msForOne) => {
    const clock = virtualClock();
    const { idOf, simulation } = vaults[name];
    const store = vaultStore({ folder, filled: [{ name: 'Contoso', records: [] }], idOf, now: clock.now });
    const { app } = simulation({ store, key: 'key', clock });
    const ask = async () => (await app.request(path, { headers: { 'x-api-key': 'key' } })).status;
    const wrong = async () => (await app.request(path, { headers: { 'x-api-key': 'other' } })).status;
    for (let i = 0; i < most; i++) if ((await ask()) !== 200) throw new Error(`refused after ${i}`);
    expect([await ask(), await wrong()]).toEqual([429, 401]);
    await clock.pass(msForOne);
    expect([await ask(), await ask()]).toEqual([200, 429]);
  },
);
