import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FIRST_PASSWORD, type FilledOrganization, vaultStore } from '../../../../local/vendors/vault/record-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
});
afterEach(() => rm(folder, { recursive: true }));

const contoso = {
  name: 'Contoso Ltd',
  records: [
    { name: 'M365 alice', username: 'alice' },
    { name: 'M365 alice', username: 'alice too' },
    { id: '77', name: 'Backup', username: 'svc-backup' },
  ],
};
const opened = (filled: readonly FilledOrganization[] = [contoso]) =>
  vaultStore({
    folder,
    filled,
    idOf: (kind, nth) => `${kind === 'organization' ? 1 : 2}00${nth}`,
    now: () => new Date('2026-12-07T05:00:00Z'),
  });

test('holds what it was filled with, and nothing that was written', () => {
  const store = opened();
  expect(store.organizations()).toEqual([{ id: '1001', name: 'Contoso Ltd', archived: false }]);
  expect(store.records().map(({ id, password, writes, writtenAt }) => [id, password, writes, writtenAt])).toEqual([
    ['2002', FIRST_PASSWORD, 0, undefined],
    ['2003', FIRST_PASSWORD, 0, undefined],
    ['77', FIRST_PASSWORD, 0, undefined],
  ]);
});

test('a second start finds what was written, under the same ids, whatever is new in between', () => {
  const first = opened();
  first.write('2003', 'first');
  first.write('2003', 'second');
  first.write('77', 'third');
  const fabrikam = { name: 'Fabrikam', records: [{ name: 'M365 alice', username: 'x' }] };
  const second = opened([fabrikam, contoso]);
  expect(second.organizations().map(({ id, name }) => [id, name])).toEqual([
    ['1005', 'Fabrikam'],
    ['1001', 'Contoso Ltd'],
  ]);
  expect(second.find('2003')).toMatchObject({
    username: 'alice too',
    password: 'second',
    writes: 2,
    writtenAt: '2026-12-07T05:00:00.000Z',
  });
  expect(second.find('2002')).toMatchObject({ password: FIRST_PASSWORD });
  expect(second.writes()).toBe(3);
});

test('each record that was written is a file of this user alone', async () => {
  const store = opened();
  store.write('77', 'third');
  const file = store.fileOf('77');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ id: '77', password: 'third' });
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect((await stat(folder)).mode & 0o077).toBe(0);
});

test('nothing is made by writing', () => {
  const store = opened();
  expect(() => store.write('78', 'x')).toThrow(RangeError);
  expect(store.records()).toHaveLength(3);
});

test('two records of one id are a mistake of whoever fills it', () => {
  const twice = { name: 'Fabrikam', records: [{ id: '77', name: 'Backup', username: 'x' }] };
  expect(() => opened([contoso, twice])).toThrow('two records of the vault have the id 77');
});
