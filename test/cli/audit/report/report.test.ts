import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { openEvidence } from '../../../../cli/audit/query/open-evidence.ts';
import { reportCommand } from '../../../../cli/audit/report/command.ts';
import { recordsIn } from '../../../../cli/audit/report/records-in.ts';
import { type AuditRecord, auditActions } from '../../../../lambda/domain/audit/audit-record.ts';
import { smallPlan, writeHonestFolder } from '../../../evidence/honest-folder.ts';
import { ada, bruno, CONTOSO, CYCLE, FABRIKAM, LATER, Story } from '../../../lambda/domain/audit/report/story.ts';
import { folderOf } from '../ask/asked.ts';

const NAME = '=cmd|calc <script>alert(1)</script> "O\'Neil" & Söhne';

/** Two customers; one of Contoso's resets has no approval, and its names are what nobody would call an account. */
function aStory(): Story {
  const story = new Story();
  story.tell('cycle.opened', { evidence: { detail: '2 tenants' }, estate: 'e'.repeat(64), code: '1.2.3' });
  story.tell('tenant.discovered', {
    tenantId: CONTOSO,
    tenantName: NAME,
    evidence: { detail: '7 seen; left out: guest: 5' },
  });
  const named = { tenantName: NAME };
  story
    .account('root', named)
    .discovered()
    .tell('approval.first', { actor: ada })
    .approved(bruno, '=HYPERLINK("x")')
    .reset()
    .rotated();
  story.account('bad', named).discovered().reset();
  story.account('bg', named).tell('account.excluded', { reason: 'break-glass', evidence: { detail: 'Designated.' } });
  story.account('x', { tenantId: FABRIKAM, tenantName: 'Fabrikam' }).discovered().approved().reset().rotated();
  story.tell('session.started', { actor: ada, accessOf: ada.objectId, cycleId: undefined });
  story.tell('cycle.closed');
  story.tell('session.ended', { actor: ada, accessOf: ada.objectId, cycleId: undefined });
  return story;
}

let printed: string;
let warned: string;
beforeEach(() => {
  [printed, warned, process.exitCode] = ['', '', undefined];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    warned += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const run = (folder: string, ...more: readonly string[]) =>
  reportCommand()
    .exitOverride()
    .parseAsync(['--folder', folder, '--cycle', CYCLE, ...more], { from: 'user' });
const story = aStory();

test('records come out of a folder as they went in', async () => {
  const all = new Story();
  for (const action of auditActions) {
    all.account('ops').tell(action, {
      actor: ada,
      outcome: 'refused',
      reason: 'why',
      source: { address: '203.0.113.7', userAgent: 'Firefox' },
      times: 3,
      estate: 'e',
      code: 'c',
      passwordChangedAt: '2026-01-05T05:00:00.000Z',
      evidence: {
        graphRequestId: 'g',
        clientRequestId: 'c',
        secretVersionId: 'v',
        linkFingerprint: 'f',
        ticket: 't',
        messageId: 'm',
        trailEventId: 'e',
        checkpoint: 'k',
        detail: 'd',
      },
    });
    all.tell(action, { actor: { kind: 'unknown' }, cycleId: undefined });
  }
  const evidence = await openEvidence(folderOf(all.records));
  try {
    const byPlace = (a: AuditRecord, b: AuditRecord) =>
      a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : a.sequence - b.sequence;
    expect(await recordsIn(evidence, 'true', {})).toEqual({ records: all.records.toSorted(byPlace), unknown: 0 });
  } finally {
    evidence.close();
  }
});

describe('as a page', () => {
  test('says first that the records do not verify, where they do not, and ends with exit code 1', async () => {
    await run(folderOf(story.records));
    expect(printed).toMatch(/class="verdict bad">NOT verified\. /);
    expect(warned).toContain('The records do not verify');
    expect(process.exitCode).toBe(1);
  });

  test('holds population, approvals, exceptions and collection, and no word of a name becomes markup', async () => {
    await run(folderOf(story.records));
    expect(printed.match(/<article /g)).toHaveLength(2);
    expect(printed).not.toContain('<script');
    expect(printed).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(printed).toContain('NOT approved: nobody had approved');
    expect(printed).toContain('Reset without an approval that stood: nobody had approved');
    expect(printed).toContain('break-glass account');
    expect(printed).toContain('7 seen; left out: guest: 5');
    expect(printed).toContain('not collected');
    expect(printed).toContain('2026-12-07 05:33:00 UTC, the time of the newest record');
    expect(printed).toContain('e'.repeat(64));
  });

  test('of one customer holds nothing of another', async () => {
    await run(folderOf(story.records), '--tenant', 'fabrikam');
    expect(printed.match(/<article /g)).toHaveLength(1);
    expect(printed).toContain('Fabrikam');
    expect(printed).not.toContain(CONTOSO);
    expect(printed).not.toContain('contoso ltd');
    expect(printed).not.toContain('2 tenants');
  });

  test('into a folder: a file for each customer', async () => {
    const out = mkdtempSync(join(tmpdir(), 'audit-report-'));
    await run(folderOf(story.records), '--out', out);
    expect(readdirSync(out).sort()).toEqual([FABRIKAM, CONTOSO].map((each) => `${CYCLE}-${each}.html`).sort());
    expect(readFileSync(join(out, `${CYCLE}-${FABRIKAM}.html`), 'utf8')).not.toContain(CONTOSO);
  });

  test('names checkpoint, hash and key of evidence that verifies', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-honest-'));
    writeHonestFolder(smallPlan, folder);
    await reportCommand()
      .exitOverride()
      .parseAsync(['--folder', folder, '--cycle', '2026-12-07-cycle-1'], { from: 'user' });
    expect(process.exitCode).toBeUndefined();
    expect(printed).toMatch(
      /class="verdict good">Verified\. <bdi>400 records: \d+ sealed by checkpoint \d+ \([0-9a-f]{64}, key [0-9a-f]{64}/,
    );
    expect(printed).toMatch(/<dt>Newest checkpoint<\/dt><dd>number \d+ of <time/);
    expect(printed).toContain('found beside the records: compare it with the fingerprint that you have from elsewhere');
  });
});

test('is never written into the evidence', async () => {
  const folder = folderOf(story.records);
  mkdirSync(join(folder, 'reports'));
  for (const out of [folder, join(folder, 'report.html'), join(folder, 'reports')]) {
    await expect(run(folder, '--out', out)).rejects.toThrow('which is evidence and stays as it is');
  }
});

test('a cycle that no record is about is an error', async () => {
  const folder = folderOf(story.records);
  await expect(
    reportCommand().exitOverride().parseAsync(['--folder', folder, '--cycle', 'x'], { from: 'user' }),
  ).rejects.toThrow(`no record is about a cycle x. The newest are: ${CYCLE}`);
});

test('as CSV: one line for each account, approvals beside results, and no formula', async () => {
  await run(folderOf(story.records), '--format', 'csv');
  const [head, ...lines] = printed.replace('\ufeff', '').trimEnd().split('\r\n');
  expect(head?.split(',')).toContain('"approved_before_reset"');
  expect(lines.map((each) => each.includes('"left out"'))).toEqual([false, false, true, false]);
  expect(lines[0]).toContain('"no: nobody had approved"');
  expect(lines[1]).toContain('"Ada; Bruno"');
  expect(lines[1]).toContain(`"none given; =HYPERLINK(""x"")"`);
  expect(lines[0]).toContain(`"'=cmd|calc`);
});

test('as JSON: with its version, of what moment it is true, and what the verifier says', async () => {
  await run(folderOf(story.records), '--format', 'json');
  const read = z
    .object({
      schema: z.literal(1),
      asOf: z.string(),
      evidence: z.object({ verified: z.boolean() }),
      report: z.object({ tenants: z.array(z.unknown()) }),
    })
    .parse(JSON.parse(printed));
  expect(read.asOf).toBe('2026-12-07 05:33:00 UTC');
  expect(read.evidence.verified).toBe(false);
  expect(read.report.tenants).toHaveLength(2);
});

test('as OCSF: one event in each line, with the sign-ins while the cycle was open', async () => {
  await run(folderOf(story.records), '--format', 'ocsf');
  const events = printed
    .trimEnd()
    .split('\n')
    .map((line) => z.looseObject({ type_uid: z.int(), message: z.string() }).parse(JSON.parse(line)));
  expect(events.filter(({ type_uid }) => type_uid === 300104)).toHaveLength(3);
  expect(events.filter(({ type_uid }) => Math.floor(type_uid / 100) === 3002).map(({ message }) => message)).toEqual([
    'session.started',
  ]);
});

test('tells of a password that CloudTrail saw somebody read, with the cycle that had made it alone', async () => {
  const read = new Story();
  const bare = { actor: { kind: 'operator', name: 'arn:aws:iam::1:user/olga' }, cycleId: undefined } as const;
  read.tell('cycle.opened');
  read.account('ops').discovered().approved().reset().rotated();
  read.account('ops', bare).tell('credential.read-outside', { rotationId: undefined, userPrincipalName: undefined });
  read.account('ops', { cycleId: LATER }).approved().reset('v2').rotated('v2');
  read
    .account('ops', bare)
    .tell('credential.read-outside', { rotationId: undefined, outcome: 'success', reason: 'second', actor: ada });
  const folder = folderOf(read.records);
  await run(folder, '--format', 'csv');
  expect(printed.split('Somebody read the password past the product')).toHaveLength(2);
  expect(printed).not.toContain('second');
  printed = '';
  await run(folder, '--format', 'ocsf');
  expect(printed.match(/"message":"credential.read-outside"/g)).toHaveLength(1);
});

test('as OCSF of one customer: an emergency takes two persons there too', async () => {
  const emergency = new Story();
  emergency.tell('cycle.opened', { evidence: { detail: 'an emergency, 1 tenants' } });
  emergency.account('ops').discovered().approved().reset().rotated();
  await run(folderOf(emergency.records), '--format', 'ocsf', '--tenant', CONTOSO);
  expect(printed).toContain('300104');
  expect(printed).not.toContain('authorizations');
});

test('of one customer: not why the cycle was started, or failed, in any form', async () => {
  const told = new Story();
  told.tell('cycle.opened', { reason: 'breach at Fabrikam', actor: { kind: 'operator', name: 'olga' } });
  told.account('ops').discovered();
  told.tell('cycle.closed', { outcome: 'failed', reason: 'Fabrikam refused' });
  const folder = folderOf(told.records);
  for (const format of ['html', 'csv', 'json', 'ocsf']) {
    printed = '';
    await run(folder, '--format', format, '--tenant', CONTOSO);
    expect([format, printed.includes('Fabrikam')]).toEqual([format, false]);
  }
  await run(folder, '--format', 'html');
  expect(printed).toContain('breach at Fabrikam');
  expect(printed).toContain('Fabrikam refused');
});

test('as OCSF of one customer: no sign-ins of technicians, who belong to the MSP', async () => {
  await run(folderOf(story.records), '--format', 'ocsf', '--tenant', FABRIKAM);
  expect(printed).not.toContain('session.started');
  expect(printed).not.toContain(CONTOSO);
  expect(printed.trimEnd().split('\n').length).toBeGreaterThan(3);
});
