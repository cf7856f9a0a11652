import { describe, expect, test } from '@jest/globals';
import { applicationPermissions } from '../../../../lambda/domain/connection/permissions.ts';
import {
  type ConsentFacts,
  consentRefused,
  consentResult,
  type WriterFacts,
} from '../../../../lambda/domain/inspection/consent-drift.ts';
import { aDirectory, aRole, aTenant, aUser, EXCHANGE } from '../accounts/directories.ts';

const PAA = '7be44c8a-adaf-4e2a-84d6-ab2649e08a13';
const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1';
const writerId = 'writer-principal';
const names = (app: 'reader' | 'writer') => applicationPermissions[app].map(({ name }) => name);
const seen = { kind: 'seen', objectId: writerId, permissions: names('writer') } as const;
const notTold: WriterFacts = { kind: 'not-told', notTold: 'It was not told.' };
const admin = aUser('ops');
const roleOf = (principalId: string, role: string, path = 'direct') => ({
  ...aRole(admin, role, { path }),
  principalId,
});

const roleDefinitions = [
  ...aDirectory([]).roleDefinitions,
  { id: PAA, templateId: PAA, displayName: 'Privileged Authentication Administrator' },
  { id: USER_ADMINISTRATOR, templateId: USER_ADMINISTRATOR, displayName: 'User Administrator' },
];

function judged(changes: Partial<ConsentFacts> = {}, roles = [aRole(admin, EXCHANGE), roleOf(writerId, PAA)]) {
  const snapshot = aDirectory([admin], roles, { roleDefinitions });
  const classes = new Set(['admin'] as const);
  return consentResult({ readerPermissions: names('reader'), snapshot, writer: seen, classes, ...changes }, aTenant());
}
const told = (result: ReturnType<typeof judged>) => result.findings.map(({ state, code }) => `${state} ${code}`);

test('a tenant that is connected as it should be passes', () => {
  expect(judged()).toEqual({ verdict: 'passed', findings: [], accounts: [] });
});

test('a tenant that lets nobody in fails with the reason', () => {
  expect(consentRefused('the app is not in this tenant (AADSTS700016)')).toMatchObject({
    verdict: 'failed',
    findings: [{ code: 'reader-consent', sentence: expect.stringContaining('AADSTS700016') }],
  });
});

describe('permissions', () => {
  test('one that is missing is named', () => {
    const result = judged({ readerPermissions: names('reader').slice(1) });
    expect(told(result)).toEqual(['failed reader-permissions']);
    expect(result.findings[0]?.sentence).toContain(names('reader')[0]);
    expect(told(judged({ writer: { ...seen, permissions: [] } }))).toEqual(['failed writer-permissions']);
  });

  test('one too many is named, and those that only tell more are none', () => {
    const more = [...names('reader'), 'AuditLog.Read.All', 'UserAuthenticationMethod.Read.All', 'Mail.ReadWrite'];
    const result = judged({ readerPermissions: more });
    expect(told(result)).toEqual(['failed reader-excess']);
    expect(result.findings[0]?.sentence).toContain('take Mail.ReadWrite away');
    const writer = { ...seen, permissions: [...names('writer'), 'User.ReadWrite.All'] };
    expect(told(judged({ writer }))).toEqual(['failed writer-excess']);
  });

  test('the one for security attributes is needed where the estate chooses by them, and harms nowhere', () => {
    const attributes = 'CustomSecAttributeAssignment.Read.All';
    expect(judged({ readerPermissions: [...names('reader'), attributes] }).verdict).toBe('passed');
    const tenant = aTenant({ serviceAccounts: [{ attributeSet: 'A', attribute: 'b', equals: 'c' }] });
    const snapshot = aDirectory([], [], { roleDefinitions });
    const facts = { readerPermissions: names('reader'), snapshot, writer: seen, classes: new Set<'service'>() };
    expect(told(consentResult(facts, tenant))).toContain('failed reader-permissions');
  });

  test('a token that tells nothing passes nothing', () => {
    expect(told(judged({ readerPermissions: undefined }))).toEqual(['unknown reader-permissions']);
    expect(told(judged({ writer: notTold }))).toEqual(['unknown writer-permissions']);
  });
});

describe('the writer', () => {
  test('that nobody consented to, or that is disabled, fails', () => {
    expect(told(judged({ writer: { kind: 'absent' } }))).toEqual(['failed writer-consent', 'failed writer-role']);
    expect(told(judged({ writer: { ...seen, enabled: false } }))).toEqual(['failed writer-consent']);
  });

  test.each([
    ['nothing', []],
    ['what another app holds', [roleOf('another-app', PAA)]],
    ['what must be activated', [roleOf(writerId, PAA, 'direct, eligible')]],
    ['a lower role', [roleOf(writerId, USER_ADMINISTRATOR)]],
  ])('without the role that its accounts need fails: with %s', (_, roles) => {
    expect(told(judged({}, [aRole(admin, EXCHANGE), ...roles]))).toEqual(['failed writer-role']);
  });

  test('with a higher role than it needs passes, with advice', () => {
    const snapshot = aDirectory([aUser('svc-scan')], [roleOf(writerId, PAA)], { roleDefinitions });
    const result = judged({ classes: new Set(['service'] as const), snapshot });
    expect([result.verdict, ...told(result)]).toEqual(['passed', 'advice writer-role-excess']);
  });

  test('whose role was not told fails only where no app at all holds one that is enough', () => {
    const both = ['failed writer-role', 'unknown writer-permissions'];
    expect(told(judged({ writer: notTold }, [aRole(admin, EXCHANGE)]))).toEqual(both);
    expect(told(judged({ writer: notTold }, [aRole(admin, EXCHANGE), roleOf(admin.id, PAA)]))).toEqual(both);
    expect(told(judged({ writer: notTold }, [aRole(admin, EXCHANGE), roleOf('an-app', PAA)]))).toEqual(both.slice(1));
  });
});
