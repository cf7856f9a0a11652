import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyExport } from '../../../cli/audit/verify-export.ts';
import { hashOf } from '../../../lambda/domain/audit/audit-chain.ts';
import { Exported } from './exported.ts';

const DECEMBER = '2026-12-07-admin-monthly';
const JANUARY = '2027-01-04-admin-monthly';
let it: Exported;

beforeEach(() => {
  it = new Exported();
  it.cycle(DECEMBER);
});
afterEach(() => rmSync(it.folder, { recursive: true }));

const verify = (more: Partial<Exported['paths']> = {}) => verifyExport({ ...it.paths, ...more });
const sealFile = (cycleId: string) => join(it.paths.sealsFolder, `${cycleId}.json`);
/** The records, one of them changed, with all later hashes of its chain made anew: what an able forger would do. */
function forged(chain: string, sequence: number, change: object): object[] {
  let prevHash: string | undefined;
  return it.records.map((each) => {
    if (each.chain !== chain || each.sequence < sequence) return each;
    const changed = { ...each, ...(each.sequence === sequence ? change : { prevHash }) };
    prevHash = hashOf(changed);
    return { ...changed, hash: prevHash };
  });
}

describe('an export that nobody touched', () => {
  test('is verified', async () => {
    it.export('0001');
    expect(await verify()).toEqual({
      records: 13,
      accessRecords: 0,
      chainsVerified: 4,
      sealVerified: true,
      problems: [],
    });
  });

  test('of several cycles, each with an export and a seal; records after the last seal are fine', async () => {
    it.export('0001');
    it.cycle(JANUARY);
    it.record('a', 'link.revealed', JANUARY);
    it.export('0002');
    expect(await verify()).toEqual({
      records: 27,
      accessRecords: 0,
      chainsVerified: 4,
      sealVerified: true,
      problems: [],
    });
  });

  test('with refusals and sign-ins: their chains are verified like others, and counted', async () => {
    it.access('strangers', 'sign-in.refused');
    it.access('strangers', 'sign-in.refused', 90);
    it.access('7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01', 'session.started');
    it.cycle(JANUARY);
    it.export('0001');
    expect(await verify()).toEqual({
      records: 29,
      accessRecords: 3,
      chainsVerified: 6,
      sealVerified: true,
      problems: [],
    });
    it.export('0002', forged('access#strangers', 2, { times: 1 }));
    expect((await verify()).problems).toContainEqual(expect.stringContaining('access#strangers record 2'));
  });

  test('with the key as AWS gives it', async () => {
    it.export('0001');
    const publicKeyFile = join(it.folder, 'key.der');
    writeFileSync(publicKeyFile, it.derKey);
    expect((await verify({ publicKeyFile })).problems).toEqual([]);
  });
});

describe('records', () => {
  test('one that was changed', async () => {
    it.export(
      '0001',
      it.records.map((each, i) => (i === 5 ? { ...each, outcome: 'failed' } : each)),
    );
    const { problems, chainsVerified } = await verify();
    expect(problems).toEqual(['tenant#b record 2 was changed: its hash does not fit its content']);
    expect(chainsVerified).toBe(3);
  });

  test('one that was changed, with every hash made anew: the seal knows', async () => {
    it.export('0001', forged('tenant#b', 2, { outcome: 'failed' }));
    const { problems, sealVerified } = await verify();
    expect(sealVerified).toBe(false);
    expect(problems).toEqual([`tenant#b record 4 is not the one that was sealed with ${DECEMBER}`]);
  });

  test('one that was put into a chain that is not its own, with every hash made anew', async () => {
    it.export('0001', forged('tenant#b', 4, { accountId: 'a' }));
    expect((await verify()).problems).toContain('tenant#b record 4 belongs to another chain by its content');
  });

  test('one in the middle that was removed', async () => {
    it.export(
      '0001',
      it.records.filter((_, i) => i !== 5),
    );
    expect((await verify()).problems).toEqual(['tenant#b lacks record 2']);
  });

  test('the last one of a chain that was removed: the seal knows', async () => {
    it.export(
      '0001',
      it.records.filter(({ chain, sequence }) => chain !== 'tenant#b' || sequence < 4),
    );
    expect((await verify()).problems).toEqual([`tenant#b record 4, sealed with ${DECEMBER}, is missing`]);
  });

  test('a whole chain that was removed: the seal knows', async () => {
    it.export(
      '0001',
      it.records.filter(({ chain }) => chain !== 'tenant#b'),
    );
    expect((await verify()).problems).toEqual([`tenant#b record 4, sealed with ${DECEMBER}, is missing`]);
  });

  test('removed since an older export', async () => {
    it.export('0001');
    it.cycle(JANUARY);
    it.export(
      '0002',
      it.records.filter(({ chain, sequence }) => chain !== 'tenant#c' || sequence > 2),
    );
    expect((await verify()).problems).toEqual(['2 records of older exports are missing from the newest one']);
  });

  test('changed since an older export', async () => {
    it.export('0001');
    it.cycle(JANUARY);
    it.export('0002', forged('tenant#c', 1, { actor: { kind: 'system', name: 'somebody-else' } }));
    expect((await verify()).problems).toContain('tenant#c record 1 differs between exports');
  });

  test('a line, a file or a folder that cannot be read', async () => {
    it.export('0001', [...it.records, { chain: 'x' }]);
    expect((await verify()).problems[0]).toMatch(/part1\.json\.gz.*line \d+: not an audit record/);
    writeFileSync(join(it.folder, 'audit/period=2026-12/AWSDynamoDB/0001/data/part0.json.gz'), 'not gzip');
    expect((await verify()).problems[0]).toMatch(/part0\.json\.gz cannot be read/);
    expect((await verify({ exportFolder: join(it.folder, 'nowhere') })).problems[0]).toMatch(/no export/);
  });
});

describe('seals', () => {
  beforeEach(() => {
    it.cycle(JANUARY);
    it.export('0001');
  });

  test('one that was changed', async () => {
    writeFileSync(sealFile(DECEMBER), readFileSync(sealFile(DECEMBER), 'utf8').replace('05:00:00', '06:00:00'));
    const { problems, sealVerified } = await verify();
    expect(sealVerified).toBe(false);
    expect(problems).toEqual([
      `the seal of ${DECEMBER} was changed: its hash does not fit its content`,
      `the seal of ${DECEMBER} is not signed by this key`,
    ]);
  });

  test('one that somebody else signed', async () => {
    const { seal } = JSON.parse(readFileSync(sealFile(JANUARY), 'utf8'));
    it.store(JANUARY, seal, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    expect((await verify()).problems).toEqual([`the seal of ${JANUARY} is not signed by this key`]);
  });

  test('one that was removed', async () => {
    rmSync(sealFile(DECEMBER));
    expect((await verify()).problems).toEqual([
      `the seal before that of ${JANUARY} is missing`,
      `the records say that ${DECEMBER} is closed, but it has no seal`,
    ]);
  });

  test('the newest one that was removed', async () => {
    rmSync(sealFile(JANUARY));
    expect((await verify()).problems).toEqual([`the records say that ${JANUARY} is closed, but it has no seal`]);
  });

  test('all of them, removed', async () => {
    rmSync(it.paths.sealsFolder, { recursive: true });
    const { sealVerified, problems } = await verify();
    expect(sealVerified).toBe(false);
    expect(problems).toContain('there is no seal: nothing tells that the last records are still there');
  });

  test('one that is stored under the name of another, and one that is none', async () => {
    writeFileSync(sealFile('2026-11-02-admin-monthly'), readFileSync(sealFile(DECEMBER)));
    writeFileSync(sealFile('x'), '{"seal":');
    const { problems } = await verify();
    expect(problems).toContain(`the seal of 2026-11-02-admin-monthly says that it is of ${DECEMBER}`);
    expect(problems).toContain(`the seals of ${DECEMBER} and ${DECEMBER} both follow the same seal`);
    expect(problems).toContain('x.json is not a seal');
  });
});

test('the command prints it, and its exit code tells', () => {
  const run = (...more: readonly string[]) =>
    spawnSync(
      process.execPath,
      ['--import', 'tsx', 'bin/rotation.ts', 'audit', 'verify', '--export', it.folder, '--seals', it.paths.sealsFolder]
        .concat('--public-key', it.paths.publicKeyFile)
        .concat(more),
      { encoding: 'utf8' },
    );
  it.export('0001');
  const good = run('--json');
  expect(good.status).toBe(0);
  expect(JSON.parse(good.stdout)).toEqual({
    records: 13,
    accessRecords: 0,
    chainsVerified: 4,
    sealVerified: true,
    problems: [],
  });
  rmSync(sealFile(DECEMBER));
  const bad = run();
  expect(bad.status).toBe(1);
  expect(bad.stdout).toMatch(
    /^13 records, 0 of them about access, 4 chains verified, seals NOT verified\n {2}problem: /,
  );
});
