import { expect, test } from '@jest/globals';
import { nextRecord } from '../../../../lambda/domain/audit/audit-chain.ts';
import { auditActions, auditRecordSchema } from '../../../../lambda/domain/audit/audit-record.ts';
import { cloudEventOf, eventSource } from '../../../../lambda/domain/audit/cloud-event.ts';
import { cloudEventSchema, describeWithSchemas } from '../../../contract/vendor-schemas.ts';

const record = auditRecordSchema.parse(
  nextRecord(undefined, {
    action: 'link.revealed',
    outcome: 'success',
    reason: 'because',
    time: '2026-12-07T07:30:00.000Z',
    actor: { kind: 'technician', objectId: 'ada', tenantId: 'home', name: 'Ada Lindqvist' },
    component: 'credential-page',
    source: { address: '203.0.113.7', userAgent: 'Firefox' },
    cycleId: '2026-12-07-admin-monthly',
    tenantId: 'tenant',
    accountId: 'account',
    userPrincipalName: 'ops@contoso.example',
    class: 'admin',
    rotationId: 'rotation',
    evidence: { linkFingerprint: 'abcdef', ticket: '4711', secretVersionId: 'v', detail: 'what happened' },
  }),
);
const source = eventSource('M365PasswordRotation', 'eu-central-1');

test('an event says what happened, by members that are named one by one', () => {
  const event = cloudEventOf(record, source, 'Contoso Ltd');
  expect(event).toEqual({
    specversion: '1.0',
    id: 'tenant#account/1',
    source: '/m365-password-rotation/eu-central-1/M365PasswordRotation',
    type: 'm365-password-rotation.link.revealed',
    subject: 'tenant#account',
    time: '2026-12-07T07:30:00.000Z',
    datacontenttype: 'application/json',
    data: {
      action: 'link.revealed',
      outcome: 'success',
      reason: 'because',
      actor: { kind: 'technician', name: 'Ada Lindqvist', objectId: 'ada' },
      component: 'credential-page',
      cycleId: '2026-12-07-admin-monthly',
      tenantId: 'tenant',
      tenantName: 'Contoso Ltd',
      accountId: 'account',
      userPrincipalName: 'ops@contoso.example',
      class: 'admin',
      rotationId: 'rotation',
      secretVersionId: 'v',
      ticket: '4711',
      detail: 'what happened',
      chain: 'tenant#account',
      sequence: 1,
      hash: record.hash,
      prevHash: record.prevHash,
    },
  });
});

test('what a record gets besides does not go out, nor where people act from', () => {
  const surprising = { ...record, password: 'secret!', evidence: { ...record.evidence, password: 'secret!' } };
  const text = JSON.stringify(cloudEventOf(surprising, source, undefined));
  for (const each of ['secret!', '203.0.113.7', 'Firefox', 'abcdef']) expect(text).not.toContain(each);
});

test('the same record is the same event, however often it is sent', () => {
  expect(cloudEventOf(record, source, 'Contoso Ltd')).toEqual(cloudEventOf({ ...record }, source, 'Contoso Ltd'));
});

describeWithSchemas('events by the schema of CloudEvents', () => {
  test('each action makes one that holds', () => {
    const problemsOf = cloudEventSchema();
    for (const action of auditActions) {
      const event = cloudEventOf({ ...record, action }, source, undefined);
      expect([action, problemsOf(event)]).toEqual([action, []]);
      // The schema is looser than the specification in these.
      expect(event.specversion).toBe('1.0');
      expect(Object.keys(event).filter((each) => !/^[a-z0-9]{1,20}$/.test(each))).toEqual([]);
    }
    expect(problemsOf({ ...cloudEventOf(record, source, undefined), id: '' })).not.toEqual([]);
  });
});
