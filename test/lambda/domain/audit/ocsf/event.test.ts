import { describe, expect, test } from '@jest/globals';
import { auditActions } from '../../../../../lambda/domain/audit/audit-record.ts';
import { activities } from '../../../../../lambda/domain/audit/ocsf/activities.ts';
import { ocsfEventsOf } from '../../../../../lambda/domain/audit/ocsf/event.ts';
import { describeWithSchemas, vendorSchemas } from '../../../../contract/vendor-schemas.ts';
import { ada, bruno, CONTOSO, LATER, Story, type Told } from '../report/story.ts';

const classNames = { 3001: 'account_change', 3002: 'authentication', 6003: 'api_activity' } as const;
const source = { address: '203.0.113.7', userAgent: 'Firefox' };
const evidence = {
  detail: 'd',
  graphRequestId: 'g',
  ticket: '4711',
  messageId: 'm',
  trailEventId: 't',
  checkpoint: 'c',
};
const everybody: readonly Told[] = [
  { actor: ada, source },
  { actor: ada, source: { address: 'unix socket', userAgent: '' } },
  { actor: { kind: 'system', name: 'remind' } },
  { actor: { kind: 'operator', name: 'arn:aws:iam::1:user/olga' }, times: 3 },
  { actor: { kind: 'contact', name: 'Carla', tenantId: CONTOSO }, source: { ...source, address: '2001:db8::1' } },
  { actor: { kind: 'auditor', objectId: 'ines-object-id', tenantId: 'firm', name: 'Ines' }, source },
  { actor: { kind: 'unknown' }, accessOf: 'strangers', cycleId: undefined },
];
/** Each action by everybody, about an account, a customer, a cycle, and nothing at all. */
function everything(): Story {
  const story = new Story();
  for (const action of auditActions) {
    for (const told of everybody) {
      for (const outcome of ['success', 'refused', 'failed', 'uncertain'] as const) {
        story.account('ops').tell(action, { ...told, outcome, evidence, reason: 'r' });
        story.tell(action, { ...told, outcome, tenantId: CONTOSO });
        story.tell(action, { ...told, outcome });
      }
    }
  }
  return story;
}

describeWithSchemas("OCSF's own schema", () => {
  const schemas = () => vendorSchemas('ocsf-1.8.0.json');

  test('takes every event, whoever acted and whatever it is about', () => {
    const problems = schemas();
    const events = ocsfEventsOf(everything().records);
    expect(events.length).toBeGreaterThan(1000);
    const found = new Set<string>();
    for (const event of events) {
      const plain: Record<string, unknown> = JSON.parse(JSON.stringify(event));
      const uid = Object.entries(classNames).find(([each]) => Number(each) === plain.class_uid)?.[1] ?? 'none';
      for (const each of problems(uid, plain)) found.add(`${plain.message}: ${each}`);
    }
    expect([...found]).toEqual([]);
  });

  test('would refuse an event that is wrong', () => {
    const [event] = ocsfEventsOf(everything().records);
    expect(schemas()('account_change', { ...event, type_uid: 300101 })).not.toEqual([]);
  });
});

describe('a reset', () => {
  const story = new Story();
  story.account('ops').discovered().tell('approval.first', { actor: bruno }).approved(ada).reset().rotated();
  const events = ocsfEventsOf(story.records.toReversed());

  test('is counted once as a Password Reset, by whom it was approved, with what proves it', () => {
    const resets = events.filter((each) => each.type_uid === 300104);
    expect(resets).toMatchObject([
      {
        class_uid: 3001,
        activity_name: 'Password Reset',
        type_name: 'Account Change: Password Reset',
        time: Date.parse('2026-12-07T05:08:00.000Z'),
        status_id: 1,
        metadata: { correlation_uid: '2026-12-07-admin-monthly', tenant_uid: CONTOSO, version: '1.8.0', sequence: 8 },
        user: { name: 'ops@contoso.example', uid: 'id-ops', type_id: 2, org: { uid: CONTOSO, name: 'Contoso Ltd' } },
        actor: {
          app_name: 'M365 Password Rotation',
          user: { name: 'Ada', uid: 'ada-object-id' },
          authorizations: [
            { decision: 'approved', policy: { name: 'approved by Bruno' } },
            { decision: 'approved', policy: { name: 'approved by Ada' } },
          ],
        },
        unmapped: { graph_request_id: 'graph-v1', rotation_id: '2026-12-07-admin-monthly/ops' },
      },
    ]);
  });

  test('in an emergency is approved by two persons, or by nobody', () => {
    const emergency = new Story();
    emergency.tell('cycle.opened', { evidence: { detail: 'an emergency, 1 tenants' } });
    emergency.account('one').approved(ada).reset();
    emergency.account('two').tell('approval.first', { actor: bruno }).approved(ada).reset();
    emergency.account('usual', { cycleId: LATER }).approved(ada).reset();
    const [one, two, usual] = ocsfEventsOf(emergency.records).filter((each) => each.type_uid === 300104);
    expect(one?.actor).toEqual({ app_name: 'M365 Password Rotation' });
    expect(two?.actor).toMatchObject({ user: { name: 'Ada' }, authorizations: [{}, {}] });
    expect(usual?.actor).toMatchObject({ authorizations: [{}] });
  });

  test('that nobody approved names nobody', () => {
    const alone = new Story();
    alone.account('ops').reset();
    const [event] = ocsfEventsOf(alone.records).filter((each) => each.type_uid === 300104);
    expect(event?.actor).toEqual({ app_name: 'M365 Password Rotation' });
  });

  test.each([
    ['reset.refused', 'refused', 2, 'Failure'],
    ['reset.uncertain', 'uncertain', 0, 'Unknown'],
    ['tokens.revoked', 'failed', 2, 'Failure'],
  ] as const)('%s has its own status', (action, outcome, status_id, status) => {
    const one = new Story();
    one.account('ops').tell(action, { outcome, reason: 'why', evidence: { detail: 'more' } });
    expect(ocsfEventsOf(one.records)).toMatchObject([
      { status_id, status, status_code: outcome, status_detail: 'why; more' },
    ]);
  });
});

test('an auditor has an object id, as a technician has', () => {
  const ines = { kind: 'auditor', objectId: 'ines-object-id', tenantId: 'firm', name: 'Ines' } as const;
  const story = new Story();
  story.tell('session.started', { actor: ines, accessOf: ines.objectId, cycleId: undefined });
  expect(ocsfEventsOf(story.records)).toMatchObject([
    { user: { name: 'Ines', uid: 'ines-object-id', org: { uid: 'firm' } } },
  ]);
});

test('a sign-in is an Authentication of the technician, from an address', () => {
  const story = new Story();
  story.tell('session.started', { actor: ada, source, accessOf: ada.objectId, cycleId: undefined });
  story.tell('sign-in.refused', { actor: { kind: 'unknown' }, outcome: 'refused', accessOf: 'strangers', times: 7 });
  expect(ocsfEventsOf(story.records)).toMatchObject([
    { type_uid: 300201, user: { name: 'Ada', uid: ada.objectId }, src_endpoint: { ip: '203.0.113.7' }, status_id: 1 },
    { type_uid: 300201, user: { name: 'unknown' }, src_endpoint: { name: 'test' }, status_id: 2, count: 7 },
  ]);
});

test("an operator's command and an export are API Activity, about what they are about", () => {
  const story = new Story();
  const olga = { kind: 'operator', name: 'arn:aws:iam::1:user/olga' } as const;
  story.tell('cycle.opened', { actor: olga });
  story.tell('audit.exported', { cycleId: undefined });
  story.account('ops').tell('rotation.reopened', { actor: olga });
  expect(ocsfEventsOf(story.records)).toMatchObject([
    {
      type_uid: 600301,
      api: { operation: 'cycle.opened' },
      actor: { user: { name: olga.name } },
      resources: [{ type: 'cycle' }],
    },
    { type_uid: 600302, api: { operation: 'audit.exported' }, actor: { app_name: 'M365 Password Rotation' } },
    { type_uid: 600303, resources: [{ type: 'account', uid: 'id-ops', name: 'ops@contoso.example' }] },
  ]);
});

test('what no class is about has no event, and stays in the other formats', () => {
  const story = new Story();
  story.account('ops').discovered();
  expect(ocsfEventsOf(story.records)).toEqual([]);
  const mapped = auditActions.filter((each) => activities[each] !== undefined);
  expect(mapped).toContain('reset.proven');
  expect(auditActions.filter((each) => activities[each]?.class === 3001 && activities[each]?.activity === 4)).toEqual([
    'reset.refused',
    'reset.proven',
    'reset.uncertain',
  ]);
});
