import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Exposure } from '../../../lambda/domain/credential/exposure.ts';
import { plannedAccount } from '../../../lambda/domain/plan/plan.ts';
import { rowOf, tenantRowOf } from '../usecases/in-memory-tables.ts';
import { start } from './apps.ts';
import {
  ADVENTURE,
  account,
  auditedEstate,
  CONTOSO,
  CYCLE,
  objectIdOf,
  type Person,
  PORTAL,
  rotation,
} from './portal-world.ts';
import { open, submit } from './requests.ts';

/** What an auditor reads, and takes along. */

let started: ReturnType<typeof start>;
beforeEach(() => {
  started = start(PORTAL, auditedEstate);
});
const read = async (path: string, person: Person = 'ines') => {
  const answer = await open(started.others, path, person);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};
const lines = (text: string) =>
  text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n');

describe('the newest checkpoint', () => {
  const checkpoint = {
    origin: 'm365-password-rotation/1/eu-central-1/Stack',
    chains: 3,
    root: 'a'.repeat(64),
    number: 7,
    time: '2026-12-07T07:30:00.000Z',
    records: 12,
    previous: 'b'.repeat(64),
    heads: { holds: 'all', hash: 'c'.repeat(64) },
    estate: 'd'.repeat(64),
    code: '0.1.0',
  } as const;
  const hash = 'e'.repeat(64);
  const keyFingerprint = 'f'.repeat(64);

  test('stands there with all that somebody compares, and the command that proves it', async () => {
    started.world.newest = { checkpoint, hash, keyFingerprint };
    const { text } = await read('/evidence');
    expect(text).toContain('Signed on time.');
    for (const each of [hash, keyFingerprint, checkpoint.previous, '12 records in 3 chains', '0.1.0']) {
      expect(text).toContain(each);
    }
    expect(text).toContain(`rotation audit verify evidence --expect ${hash}`);
    expect(text).toContain('aws s3 sync s3://the-audit-bucket evidence');
  });

  test.each([
    ['is none yet', 'none', 'No checkpoint has been made yet'],
    ['is something else', 'unreadable', 'cannot be read as one'],
    ['has no key that signed it', { checkpoint, hash }, 'No key beside the newest checkpoint has signed it.'],
    [
      'is late',
      { checkpoint: { ...checkpoint, time: '2026-12-07T05:29:59.000Z' }, hash, keyFingerprint },
      'The newest checkpoint is late.',
    ],
  ] as const)('%s: that is said', async (_, newest, words) => {
    started.world.newest = newest;
    const { text } = await read('/evidence');
    expect(text).toContain(words);
    expect(text).not.toContain('Signed on time.');
  });

  test('is not late for two hours and a half', async () => {
    started.world.newest = { checkpoint: { ...checkpoint, time: '2026-12-07T05:30:00.000Z' }, hash, keyFingerprint };
    expect((await read('/evidence')).text).toContain('Signed on time.');
  });
});

describe('a table as a file', () => {
  test('is named after what it is, and is no page', async () => {
    const { headers, status } = await read(`/cycles/${CYCLE}/tenants/${CONTOSO}?format=csv`);
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      200,
      'text/csv; charset=utf-8',
      `attachment; filename="${CYCLE}-contoso-accounts.csv"`,
    ]);
  });

  test('has no formula in it, whoever wrote the name', async () => {
    const evil = '=HYPERLINK("https://evil.example";"click")';
    const { world } = started;
    world.put(rotation('ops', { account: account('ops', { displayName: evil }) }));
    const { text } = await read(`/cycles/${CYCLE}/tenants/${CONTOSO}?format=csv`);
    expect(text).not.toMatch(/(^|,)"=/m);
    expect(text).toContain("'=HYPERLINK");
  });

  test('has the rows that were searched for, and all parts of them', async () => {
    const { world } = started;
    for (let n = 0; n < 120; n += 1) world.put(rotation(`many${n}`));
    expect(lines((await read(`/cycles/${CYCLE}/tenants/${CONTOSO}?q=many&format=csv`)).text)).toHaveLength(121);
    expect(lines((await read(`/cycles/${CYCLE}/tenants/${CONTOSO}?q=many7%40&format=csv`)).text)).toHaveLength(2);
    const failed = await read(`/cycles/${CYCLE}/tenants/${CONTOSO}?status=failed&format=csv`);
    expect(failed.text).toContain('failed@contoso.example');
    expect(lines(failed.text)).toHaveLength(2);
  });

  test.each([
    [`/cycles?format=csv`, CYCLE],
    [`/cycles/${CYCLE}?format=csv`, 'Contoso Ltd'],
    [`/cycles/${CYCLE}/tenants/${CONTOSO}?left-out=all&format=csv`, 'bg1@contoso.onmicrosoft.com'],
  ])('%s has its rows', async (path, row) => {
    const { text } = await read(path);
    expect(text).toContain(row);
  });

  test('of the tenants of a cycle is of the auditor’s alone', async () => {
    const { text } = await read(`/cycles/${CYCLE}?format=csv`, 'otto');
    expect(text).toContain('Contoso Ltd');
    expect(text).not.toContain('Adventure');
  });

  test('of a timeline has every record, with its hash', async () => {
    await submit(started.decisions, `/cycles/${CYCLE}/approvals`, 'ada', {
      step: 'confirm',
      [`decision.${CONTOSO}.${account('ops').accountId}`]: 'approve',
    });
    const { text } = await read(`/cycles/${CYCLE}/accounts/${CONTOSO}/${account('ops').accountId}?format=csv`);
    const [record] = started.world.tables.records;
    expect(text).toContain('"approval.approved"');
    expect(text).toContain(record?.hash ?? 'no record');
    expect(text).toContain('"Ada Lindqvist","technician"');
  });
});

test('the plan of a dry run is there to take along', async () => {
  const { world } = started;
  world.changeCycle({ dryRun: true });
  world.tables.proposalRows.set(tenantRowOf(CYCLE, CONTOSO), [plannedAccount(account('ops'))]);
  const { text, headers } = await read(`/cycles/${CYCLE}/tenants/${CONTOSO}?format=csv`);
  expect(headers.get('content-disposition')).toContain('-contoso-plan.csv');
  expect(text).toMatch(/"to rotate","ops@contoso.example"/);
});

describe('seen passwords', () => {
  const exposure = (name: string, tenantId: string, who: Person): Exposure => ({
    technicianObjectId: objectIdOf(who),
    technicianName: who,
    cycleId: CYCLE,
    tenantId,
    accountId: account(name).accountId,
    rotationId: 'f'.repeat(32),
    userPrincipalName: `${name}@contoso.example`,
    tenantDisplayName: tenantId === CONTOSO ? 'Contoso Ltd' : 'Adventure Works',
    versionId: 'f'.repeat(32),
    resetAt: '2026-12-07T07:30:00.000Z',
    seenAt: '2026-12-07T07:45:00.000Z',
    linkFingerprint: 'abcdefabcdef',
  });
  beforeEach(() => {
    const { tables } = started.world;
    for (const each of [exposure('ops', CONTOSO, 'ada'), exposure('adv', ADVENTURE, 'chiara')]) {
      const { technicianObjectId, technicianName } = each;
      tables.seerRows.set(technicianObjectId, { technicianObjectId, technicianName });
      tables.exposureRows.set(technicianObjectId, new Map([[`${each.tenantId}/${each.accountId}`, each]]));
    }
  });
  const of = (who: Person) => `/exposure?technician=${objectIdOf(who)}`;

  test('are chosen by person, of the auditor’s tenants alone', async () => {
    expect((await read('/exposure')).text).toMatch(/ada[\s\S]*chiara/);
    expect((await read(of('ada'))).text).toContain('ops@contoso.example');
    const otto = await read('/exposure', 'otto');
    expect(otto.text).toContain('ada');
    expect(otto.text).not.toContain('chiara');
    expect((await read(of('chiara'), 'otto')).text).not.toContain('adv@contoso.example');
    expect((await read(`${of('chiara')}&format=csv`, 'otto')).text).not.toContain('adv@contoso.example');
  });

  test('that somebody else has changed since are marked, and go into the file', async () => {
    const { tables } = started.world;
    const { accountId } = account('ops');
    tables.currentVersions.set(`${CONTOSO}/${accountId}`, 'f'.repeat(32));
    tables.changeRows.set(`${CONTOSO}/${accountId}`, {
      ...{ tenantId: CONTOSO, accountId, cycleId: CYCLE, rotationId: 'f'.repeat(32), class: 'admin' },
      ...{ userPrincipalName: 'ops@contoso.example', tenantDisplayName: 'Contoso Ltd', versionId: 'f'.repeat(32) },
      passwordChangedAt: '2026-12-07T07:30:00.000Z',
      changedAt: '2026-12-07T07:59:00.000Z',
      seenAt: '2026-12-07T08:00:00.000Z',
    });
    expect((await read(of('ada'))).text).toContain('what was seen does not work any more');
    expect((await read(`${of('ada')}&format=csv`)).text).toContain('"2026-12-07T07:59:00.000Z"');
  });
});

describe('the access log', () => {
  test('is of the auditor’s tenants, and of own access, where the auditor has some tenants', async () => {
    const note = (accessOf: string, more: object = {}) =>
      started.world.tables.accessLog.note([
        {
          action: 'approval.refused',
          outcome: 'refused',
          reason: 'decided',
          time: '2026-12-07T07:00:00.000Z',
          actor: { kind: 'technician', objectId: accessOf, tenantId: 't', name: `person ${accessOf}` },
          component: 'approvals',
          source: { address: '203.0.113.7', userAgent: 'x' },
          accessOf,
          ...more,
        },
      ]);
    await note('a', { tenantId: CONTOSO, userPrincipalName: 'ops@contoso.example' });
    await note('b', { tenantId: ADVENTURE, userPrincipalName: 'adv@adventure.example' });
    await note('c');
    await note(objectIdOf('otto'));
    const whole = (await read('/access')).text;
    for (const each of ['person a', 'person b', 'person c']) expect(whole).toContain(each);
    const some = (await read('/access', 'otto')).text;
    expect(some).toContain('person a');
    expect(some).toContain(`person ${objectIdOf('otto')}`);
    for (const each of ['person b', 'person c']) expect(some).not.toContain(each);
  });
});

describe('the report of a customer', () => {
  test('is made of the records, as page and as file', async () => {
    await submit(started.decisions, `/cycles/${CYCLE}/approvals`, 'ada', {
      step: 'confirm',
      [`decision.${CONTOSO}.${account('ops').accountId}`]: 'approve',
    });
    const page = await read(`/cycles/${CYCLE}/reports/${CONTOSO}`, 'otto');
    expect(page.text).toContain('Report on');
    expect(page.text).toMatch(/Approved[\s\S]*Ada Lindqvist/);
    const file = await read(`/cycles/${CYCLE}/reports/${CONTOSO}?format=csv`, 'otto');
    expect(lines(file.text)).toHaveLength(2);
    expect(file.headers.get('content-disposition')).toContain(`${CYCLE}-contoso-report.csv`);
  });

  test('tells of a password that somebody read past the product', async () => {
    const { tables } = started.world;
    const at = new Date('2026-12-07T07:00:00.000Z');
    const { accountId, rotationId } = rotation('ops');
    const about = { tenantId: CONTOSO, accountId };
    const fact = { outcome: 'success', time: at.toISOString(), component: 'test' } as const;
    const by = { actor: { kind: 'system', name: 'test' } } as const;
    const olga = { actor: { kind: 'operator', name: 'arn:aws:iam::1:user/olga' } } as const;
    const read = { ...fact, ...about, ...olga, action: 'credential.read-outside' } as const;
    const promoted = { ...fact, ...about, ...by, rotationId, cycleId: CYCLE, action: 'credential.promoted' } as const;
    await tables.sent.recordOnce('1', promoted, at);
    const before = await open(started.others, `/cycles/${CYCLE}/reports/${CONTOSO}`, 'otto');
    expect(await before.text()).not.toContain('Somebody read the password past the product');
    await tables.sent.recordOnce('2', read, at);
    const after = await open(started.others, `/cycles/${CYCLE}/reports/${CONTOSO}`, 'otto');
    expect(await after.text()).toContain('Somebody read the password past the product');
  });

  test('with more accounts than a page can read is left to the command', async () => {
    const { world } = started;
    const it = rotation('ops');
    for (let n = 0; n < 3_001; n += 1) {
      const accountId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      const each = { ...it, accountId };
      world.tables.rotationRows.set(rowOf(each), each);
    }
    const { text } = await read(`/cycles/${CYCLE}/reports/${CONTOSO}`);
    expect(text).toContain(`rotation audit report evidence --cycle ${CYCLE}`);
  });
});
