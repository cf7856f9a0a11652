import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startMicrosoft } from '@m365-rotation/local-microsoft';
import { clockAt } from '@m365-rotation/loopback';
import * as z from 'zod';
import { answerQuestion } from '../../cli/audit/ask/answer-question.ts';
import { questionNamed } from '../../cli/audit/ask/questions.ts';
import { openEvidence } from '../../cli/audit/query/open-evidence.ts';
import { contentOf } from '../crash/leaks/scan.ts';
import { searchFor } from '../crash/leaks/search.ts';
import { freePorts, npmStart } from './npm-start.ts';

/** One whole cycle of the example estate, as `npm start -- --approve all` runs it. */

const out = mkdtempSync(join(tmpdir(), 'rotation-cycle-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const summarySchema = z.strictObject({
  cycleId: z.string(),
  schedule: z.string(),
  tenants: z.strictObject({ total: z.int(), failed: z.int() }),
  accounts: z.strictObject({
    discovered: z.int(),
    excluded: z.record(z.string(), z.int()),
    approved: z.int(),
    rejected: z.int(),
    expired: z.int(),
    rotated: z.int(),
    failed: z.int(),
    uncertain: z.int(),
  }),
  links: z.strictObject({ issued: z.int(), revealed: z.int() }),
  messages: z.strictObject({ mail: z.int(), teams: z.int(), tickets: z.int() }),
  audit: z.strictObject({ records: z.int(), chainsVerified: z.int(), sealVerified: z.boolean() }),
  calls: z.record(z.string(), z.int()),
  stateTransitions: z.int(),
  seconds: z.number(),
});

const secretSchema = z.object({
  Name: z.string(),
  Versions: z.record(z.string(), z.object({ SecretString: z.string(), VersionStages: z.array(z.string()) })),
});
const contentSchema = z.object({ password: z.string(), userPrincipalName: z.string() });

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(out, ...path), 'utf8'));

/** The credentials in Secrets Manager: tenant, account, and the versions by label. */
function credentials() {
  const folder = join(out, 'aws', 'secrets-manager');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => secretSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
    .filter(({ Name }) => Name.startsWith('m365/'))
    .map(({ Name, Versions }) => {
      const [, tenantId = '', accountId = ''] = Name.split('/');
      const passwords = Object.values(Versions).filter(({ SecretString }) => SecretString.includes('"password"'));
      const labelled = passwords.flatMap(({ SecretString, VersionStages }) =>
        VersionStages.map((label) => [label, contentSchema.parse(JSON.parse(SecretString)).password] as const),
      );
      return { tenantId, accountId, byLabel: new Map(labelled) };
    });
}

let exitCode: number | null;
let printed: string;
beforeAll(async () => {
  const args = ['--approve', 'all', '--out', out, '--port', String(await freePorts())];
  const started = npmStart(args);
  exitCode = await started.exitCode;
  printed = started.printed();
});

describe('npm start -- --approve all', () => {
  test('ends with exit code 0, and every approved account rotated', () => {
    expect(printed).toContain('closed after');
    const major = /^v(\d+)/.exec(process.version)?.[1];
    expect(printed.includes(`This is Node ${major}; the functions are deployed on Node`)).toBe(major !== '24');
    expect(exitCode).toBe(0);
    const { accounts, links, tenants, audit, messages } = summarySchema.parse(readJson('summary.json'));
    expect(tenants).toEqual({ total: 3, failed: 0 });
    expect(accounts.rotated).toBeGreaterThan(0);
    expect(accounts).toMatchObject({ rotated: accounts.approved, rejected: 0, expired: 0, failed: 0, uncertain: 0 });
    const excluded = Object.values(accounts.excluded).reduce((sum, each) => sum + each, 0);
    expect(excluded + accounts.approved).toBe(accounts.discovered);
    expect(links).toEqual({ issued: accounts.rotated, revealed: accounts.rotated });
    expect(audit).toMatchObject({ sealVerified: true });
    expect(audit.records).toBeGreaterThan(accounts.rotated * 8);
    // On a slow machine the hour of the break-glass drill comes within the run, and brings a ticket of its own.
    expect(messages.tickets).toBeGreaterThanOrEqual(4);
    expect(messages.mail).toBeGreaterThan(0);
    expect(messages.teams).toBeGreaterThan(0);
  });

  test('opened one ticket for each tenant, and one about what a person does by hand', () => {
    const { cycleId } = summarySchema.parse(readJson('summary.json'));
    const keys = readdirSync(join(out, 'inbox'))
      .filter((file) => file.endsWith('-ticket.json'))
      .map((file) => z.object({ key: z.string() }).parse(readJson('inbox', file)).key);
    const ofCycle = ['adventure-works', 'contoso', 'contoso:manual', 'fabrikam'];
    expect(keys.filter((key) => key.startsWith(`m365rot:${cycleId}:`)).sort()).toEqual(
      ofCycle.map((name) => `m365rot:${cycleId}:${name}`),
    );
  });

  test('every line about a rotation says which one, in which cycle and tenant, and which execution ran the function', () => {
    const log = (name: string) =>
      readdirSync(join(out, 'logs'))
        .filter((file) => file.includes(`Functions${name.replaceAll('-', '')}F`))
        .flatMap((file) => readFileSync(join(out, 'logs', file), 'utf8').split('\n'))
        .filter(Boolean)
        .map((line) => z.looseObject({}).parse(JSON.parse(line)))
        // Lambda's own line about an error, beside ours: in AWS both have the request id.
        .filter((line) => !('errorType' in line));
    const { cycleId, accounts } = summarySchema.parse(readJson('summary.json'));
    const execution = z.string().regex(/^arn:aws:states:.*:execution:/);
    const ofTenant = z.looseObject({ cycleId: z.literal(cycleId), tenantId: z.uuid(), executionId: execution });
    const ofRotation = ofTenant.extend({ rotationId: z.string().regex(/^[0-9a-f]{32}$/), accountId: z.uuid() });
    for (const name of [
      'stage-password',
      'reset-password',
      'promote-password',
      'deliver-credential',
      'record-outcome',
    ]) {
      const lines = log(name).map((line) => ofRotation.parse(line));
      expect(new Set(lines.map(({ rotationId }) => rotationId)).size).toBe(accounts.rotated);
      // The execution of a rotation has its id as its name.
      expect(lines.filter(({ executionId, rotationId }) => !executionId.endsWith(rotationId))).toEqual([]);
    }
    for (const name of ['discover-tenant', 'request-approvals', 'close-tenant']) {
      expect(new Set(log(name).map((line) => ofTenant.parse(line).tenantId)).size).toBe(3);
    }
    // What the cycle came to is told as metrics, beside its line.
    const [metrics] = log('close-cycle').filter((line) => '_aws' in line);
    expect(metrics).toMatchObject({ cycleId, Schedule: 'admin-monthly', Rotated: accounts.rotated });
  });

  test('nobody else on this machine may read anything that it leaves', () => {
    const left = readdirSync(out, { recursive: true, encoding: 'utf8' }).map((name) => join(out, name));
    expect(left.length).toBeGreaterThan(100);
    expect(left.filter((path) => (lstatSync(path).mode & 0o077) !== 0 && !lstatSync(path).isSymbolicLink())).toEqual(
      [],
    );
  });

  test('the password that works for each rotated account is its AWSCURRENT version, and no other one is pending', async () => {
    const microsoft = await startMicrosoft({
      port: 0,
      folder: join(out, 'microsoft'),
      clock: clockAt(1),
      homeTenant: {
        tenantId: '0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f',
        people: [],
        clientId: 'none',
        redirectUri: 'none',
        optionalClaims: ['acct'],
      },
      assertionKeys: () => ({ keys: [] }),
      readerClientId: 'none',
      writerClientId: 'none',
    });
    try {
      const all = credentials();
      expect(all).toHaveLength(summarySchema.parse(readJson('summary.json')).accounts.rotated);
      for (const { tenantId, accountId, byLabel } of all) {
        // AWSPENDING stays on the version that became current.
        expect([...byLabel.keys()].sort()).toEqual(['AWSCURRENT', 'AWSPENDING']);
        const current = byLabel.get('AWSCURRENT') ?? '';
        expect(byLabel.get('AWSPENDING')).toBe(current);
        expect(await microsoft.isEffective(tenantId, accountId, current)).toBe(true);
        expect(await microsoft.isEffective(tenantId, accountId, `${current}x`)).toBe(false);
      }
    } finally {
      await microsoft.close();
    }
  });

  test('no password is anywhere but in Secrets Manager, in whatever spelling', () => {
    const passwords = [...new Set(credentials().flatMap(({ byLabel }) => [...byLabel.values()]))];
    expect(passwords.length).toBeGreaterThan(0);
    const search = searchFor(passwords);
    const store = join(out, 'aws', 'secrets-manager');
    const files = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && each.parentPath !== store)
      .map((each) => join(each.parentPath, each.name));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => search(contentOf(file)).size > 0)).toEqual([]);
    // The search itself works: it finds them where they belong.
    const kept = readdirSync(store).filter((file) => search(contentOf(join(store, file))).size > 0);
    expect(kept.length).toBeGreaterThanOrEqual(passwords.length);
  });

  test('the export answers an auditor in SQL, as the guide says', async () => {
    const guide = readFileSync('docs/auditor-guide.md', 'utf8');
    const evidence = await openEvidence(join(out, 'export'));
    const { columns, rows } = await evidence.query(/```sql\n([\s\S]+?)```/.exec(guide)?.[1] ?? '');
    evidence.close();
    const [action, who, account] = ['action', 'who', 'account'].map((name) => columns.indexOf(name));
    const { accounts } = summarySchema.parse(readJson('summary.json'));
    const ofAction = (name: string) => rows.filter((row) => row[action ?? -1] === name);
    expect(ofAction('approval.approved')).toHaveLength(accounts.approved);
    expect(ofAction('reset.proven')).toHaveLength(accounts.rotated);
    expect(new Set(ofAction('approval.approved').map((row) => row[who ?? -1])).size).toBeGreaterThan(0);
    expect(ofAction('approval.approved').every((row) => typeof row[account ?? -1] === 'string')).toBe(true);
  });

  test('every reset of the run stood on an approval, and every password has its age on record', async () => {
    const evidence = await openEvidence(join(out, 'export'));
    const { accounts } = summarySchema.parse(readJson('summary.json'));
    const { statement } = await answerQuestion(evidence, questionNamed('unapproved-resets'), {});
    const { rows } = await evidence.query('SELECT count(*) FROM records WHERE password_changed_at IS NOT NULL');
    evidence.close();
    expect(statement).toBe(`Each of ${accounts.rotated} resets had an approval that stood before it.`);
    expect(Number(rows[0]?.[0])).toBeGreaterThanOrEqual(accounts.rotated);
  });

  test('workflow histories hold neither task tokens nor anything but ids', () => {
    const files = readdirSync(join(out, 'executions')).filter((file) => file.endsWith('.json'));
    expect(files.filter((file) => file.includes('AccountRotation')).length).toBeGreaterThan(0);
    const text = files.map((file) => readFileSync(join(out, 'executions', file), 'utf8')).join('\n');
    expect(text).toContain('[task token]');
    expect(text).not.toMatch(/@contoso|@fabrikam|@adventure-works/); // no names of accounts
    expect(text).not.toMatch(/\/[ac]\/[0-9a-f]{32}\./); // no links
  });
});
