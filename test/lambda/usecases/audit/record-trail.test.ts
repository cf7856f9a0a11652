import { beforeEach, describe, expect, test } from '@jest/globals';
import { cycleReport } from '../../../../lambda/domain/audit/report/cycle-report.ts';
import type { TrailEvent, TrailSubject } from '../../../../lambda/domain/audit/trail-event.ts';
import { type RecordTrailPorts, recordTrail } from '../../../../lambda/usecases/audit/record-trail.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { factAboutAccount } from '../../../../lambda/usecases/facts.ts';
import { CONTOSO, CYCLE, SCHEDULE, World } from '../in-memory.ts';

const OLGA = 'arn:aws:sts::123456789012:assumed-role/Admin/olga';
const ACCOUNT = '11111111-2222-4333-8444-555555555555';
const arnOf = (machine: string) =>
  `arn:aws:states:eu-central-1:123456789012:execution:M365PasswordRotation-${machine}:by-hand`;

let world: World;
let inputs: Record<string, unknown>;
let calls: unknown[];
beforeEach(() => {
  world = new World();
  inputs = {};
  calls = [];
});

const ports = (): RecordTrailPorts => ({
  ...world.ports,
  recorded: world.tables.sent,
  executions: { inputOf: async (arn) => inputs[arn] },
  callPerson: (what) => calls.push(what),
});
const event = (about: TrailSubject, more: Partial<TrailEvent> = {}): TrailEvent => ({
  id: 'event-1',
  call: 'StartExecution',
  at: '2026-12-07T05:00:00Z',
  by: OLGA,
  address: '192.0.2.1',
  userAgent: 'aws-cli/2.31',
  about,
  ...more,
});
const started = (machine: string, more: Partial<TrailEvent> = {}) =>
  event({ of: 'machine', machine, executionArn: arnOf(machine) }, more);
const last = () => world.tables.records.at(-1);

describe('an execution that somebody started', () => {
  test('proves who it was, in the chain of the estate, with where it came from', async () => {
    inputs[arnOf('Pausing')] = { change: 'set', scope: { of: 'everything' }, requestedBy: OLGA };
    expect(await recordTrail(ports(), started('Pausing'))).toBe(true);
    expect(last()).toMatchObject({
      action: 'operator.proven',
      outcome: 'success',
      chain: '-#-',
      time: expect.stringMatching(/^2026-12-07T04:00:/),
      actor: { kind: 'operator', name: OLGA },
      component: 'record-trail',
      source: { address: '192.0.2.1', userAgent: 'aws-cli/2.31' },
      evidence: {
        trailEventId: 'event-1',
        detail: `StartExecution of Pausing by-hand; it names ${OLGA}, at 2026-12-07T05:00:00Z`,
      },
    });
    expect(calls).toEqual([]);
  });

  test('is recorded once, however often it is told', async () => {
    expect(await recordTrail(ports(), started('Pausing'))).toBe(true);
    expect(await recordTrail(ports(), started('Pausing'))).toBe(false);
    expect(await recordTrail(ports(), started('Pausing', { id: 'event-2' }))).toBe(true);
    expect(world.tables.records).toHaveLength(2);
  });

  test.each([
    [
      'another operator',
      { requestedBy: 'arn:aws:iam::123456789012:user/mallory' },
      'it names arn:aws:iam::123456789012:user/mallory',
    ],
    ['a technician', { reopen: { requestedBy: { technician: ACCOUNT } } }, `it names the technician ${ACCOUNT}`],
    ['the rule', { onDemand: { requestedBy: { rule: 'rotateAfterReveal' } } }, 'it names the rule rotateAfterReveal'],
  ])('and names %s: the claim is disproven, and a person is called', async (_, input, words) => {
    inputs[arnOf('Reopening')] = input;
    await recordTrail(ports(), started('Reopening'));
    expect(last()).toMatchObject({ outcome: 'failed', reason: 'claim-disproven', actor: { name: OLGA } });
    expect(last()?.evidence?.detail).toContain(words);
    expect(calls).toEqual([{ call: 'StartExecution', by: OLGA, eventId: 'event-1' }]);
  });

  test.each(['StopExecution', 'RedriveExecution'])(
    'and that another person gives a %s: nothing is disproven',
    async (call) => {
      const starter = 'arn:aws:iam::123456789012:user/otto';
      inputs[arnOf('Reopening')] = { cycleId: CYCLE, tenantId: CONTOSO, accountId: ACCOUNT, requestedBy: starter };
      await recordTrail(ports(), started('Reopening', { call }));
      expect(last()).toMatchObject({
        action: 'operator.proven',
        outcome: 'success',
        chain: `${CONTOSO}#${ACCOUNT}`,
        actor: { name: OLGA },
      });
      expect(last()).not.toHaveProperty('reason');
      expect(last()?.evidence?.detail).toBe(
        `${call} of Reopening by-hand; it was started in the name of ${starter}, at 2026-12-07T05:00:00Z`,
      );
      expect(calls).toEqual([]);
    },
  );

  test('and that somebody stops whose input names nobody: it says no more', async () => {
    await recordTrail(ports(), started('Pausing', { call: 'StopExecution' }));
    expect(last()?.evidence?.detail).toBe('StopExecution of Pausing by-hand, at 2026-12-07T05:00:00Z');
  });

  test('calls a person also when it is told again: the first run may have stopped', async () => {
    inputs[arnOf('Pausing')] = { requestedBy: 'somebody else' };
    await recordTrail(ports(), started('Pausing'));
    await recordTrail(ports(), started('Pausing'));
    expect(calls).toHaveLength(2);
  });

  test.each([
    ['of a tenant', { scope: { of: 'tenant', tenantId: CONTOSO } }, `${CONTOSO}#-`, undefined],
    ['of an account', { cycleId: CYCLE, tenantId: CONTOSO, accountId: ACCOUNT }, `${CONTOSO}#${ACCOUNT}`, CYCLE],
    ['of an account without its tenant', { accountId: ACCOUNT }, '-#-', undefined],
    ['of what it does not tell', 'x', '-#-', undefined],
    ['of ids that are none', { tenantId: 'x' }, '-#-', undefined],
  ])('%s is in that chain', async (_, input, chain, cycleId) => {
    inputs[arnOf('Reopening')] = input;
    await recordTrail(ports(), started('Reopening'));
    expect(last()).toMatchObject({ chain, ...(cycleId === undefined ? {} : { cycleId }) });
  });

  test('and opened a cycle names it', async () => {
    await openCycle(world.ports, { ...SCHEDULE, executionId: arnOf('RotationCycle') });
    await recordTrail(ports(), started('RotationCycle'));
    expect(last()).toMatchObject({ action: 'operator.proven', cycleId: CYCLE });
    await recordTrail(
      ports(),
      started('RotationCycle', { id: 'event-2', about: { of: 'machine', machine: 'RotationCycle' } }),
    );
    expect(last()?.cycleId).toBeUndefined();
  });

  test('and was refused: recorded as that, and nothing is disproven', async () => {
    inputs[arnOf('Pausing')] = { requestedBy: 'somebody else' };
    await recordTrail(ports(), event({ of: 'machine', machine: 'Pausing' }, { error: 'AccessDenied' }));
    expect(last()).toMatchObject({ action: 'operator.proven', outcome: 'refused', reason: 'AccessDenied' });
    expect(last()?.evidence?.detail).toBe('StartExecution of Pausing; it names nobody, at 2026-12-07T05:00:00Z');
  });
});

describe('a stored password', () => {
  const credential = { of: 'credential', tenantId: CONTOSO, accountId: ACCOUNT } as const;

  test('that somebody read: in the chain of the account, and a person is called', async () => {
    await recordTrail(ports(), event({ ...credential, reads: true }, { call: 'GetSecretValue' }));
    expect(last()).toMatchObject({
      action: 'credential.read-outside',
      outcome: 'success',
      chain: `${CONTOSO}#${ACCOUNT}`,
      actor: { kind: 'operator', name: OLGA },
      evidence: { detail: 'GetSecretValue of the stored password, at 2026-12-07T05:00:00Z' },
    });
    expect(calls).toHaveLength(1);
  });

  test('has the version that was asked for, and none where CloudTrail names none', async () => {
    await recordTrail(ports(), event({ ...credential, reads: true, versionId: 'f'.repeat(32) }));
    expect(last()?.evidence).toMatchObject({ trailEventId: 'event-1', secretVersionId: 'f'.repeat(32) });
    await recordTrail(ports(), event({ ...credential, reads: true }, { id: 'event-2' }));
    expect(last()?.evidence).not.toHaveProperty('secretVersionId');
  });

  test('is an exception in the report of the cycle that made it, whether CloudTrail names the version or not', async () => {
    const key = { cycleId: CYCLE, tenantId: CONTOSO, accountId: ACCOUNT, rotationId: 'r' };
    const about = { ...key, userPrincipalName: 'ops@contoso.example', class: 'admin' } as const;
    const versionId = 'f'.repeat(32);
    const made = factAboutAccount(about, {
      action: 'credential.promoted',
      evidence: { secretVersionId: versionId },
      component: 'promote-password',
      now: world.ports.now(),
    });
    await world.tables.sent.recordOnce('made', made, world.ports.now());
    for (const [id, more] of Object.entries({ named: { versionId }, bare: {}, other: { versionId: 'e'.repeat(32) } })) {
      await recordTrail(ports(), event({ ...credential, reads: true, ...more }, { id }));
    }
    const [account] = cycleReport(CYCLE, world.tables.records).tenants.flatMap(({ accounts }) => accounts);
    expect(account?.exceptions.filter(({ kind }) => kind === 'read-outside')).toHaveLength(2);
  });

  test('that somebody tried to read, or changed', async () => {
    await recordTrail(ports(), event({ ...credential, reads: true }, { error: 'AccessDenied' }));
    expect(last()).toMatchObject({ action: 'credential.read-outside', outcome: 'refused' });
    await recordTrail(ports(), event({ ...credential, reads: false }, { id: 'event-2' }));
    expect(last()).toMatchObject({ action: 'operator.proven', chain: `${CONTOSO}#${ACCOUNT}` });
    expect(calls).toHaveLength(2);
  });
});

test('a deployment is one, and what else is done to the stack is not', async () => {
  await recordTrail(
    ports(),
    event({ of: 'stack', name: 'M365PasswordRotation', deploys: true }, { call: 'ExecuteChangeSet' }),
  );
  expect(last()).toMatchObject({ action: 'stack.deployed', chain: '-#-' });
  await recordTrail(
    ports(),
    event({ of: 'stack', name: 'M365PasswordRotation', deploys: false }, { id: 'event-2', call: 'DeleteStack' }),
  );
  expect(last()).toMatchObject({ action: 'operator.proven' });
  expect(last()?.evidence?.detail).toMatch(/^DeleteStack of the stack /);
  expect(calls).toEqual([]);
});

test('what protects records, and somebody whom CloudTrail does not name', async () => {
  await recordTrail(
    ports(),
    event({ of: 'protection', what: 'audit-bucket' }, { call: 'PutBucketPolicy', by: undefined }),
  );
  expect(last()).toMatchObject({ action: 'operator.proven', actor: { kind: 'unknown' } });
  expect(last()?.evidence?.detail).toBe('PutBucketPolicy of audit-bucket, at 2026-12-07T05:00:00Z');
  expect(calls).toHaveLength(1);
});

test('what a caller wrote is made safe to show, and is kept short', async () => {
  const unsafe = { by: `${OLGA}\u202e`, userAgent: 'a\u0007b', address: '\u0000' };
  await recordTrail(ports(), event({ of: 'protection', what: `x\n${'y'.repeat(2_000)}` }, unsafe));
  expect(last()).toMatchObject({ actor: { name: `${OLGA}?` }, source: { address: '?', userAgent: 'a?b' } });
  expect(last()?.evidence?.detail).toHaveLength(600);
});
