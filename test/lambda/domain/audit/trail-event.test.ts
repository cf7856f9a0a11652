import { describe, expect, test } from '@jest/globals';
import { callsForPerson, isDisproven, type TrailSubject } from '../../../../lambda/domain/audit/trail-event.ts';

const by = 'arn:aws:iam::123456789012:user/olga';
const call = 'StartExecution';
const machine: TrailSubject = { of: 'machine', machine: 'RotationCycle' };

describe('a person is called', () => {
  test.each<[string, TrailSubject]>([
    ['for a password that is read', { of: 'credential', tenantId: 't', accountId: 'a', reads: true }],
    ['for a password that is changed', { of: 'credential', tenantId: 't', accountId: 'a', reads: false }],
    ['for what protects records', { of: 'protection', what: 'bucket' }],
  ])('%s, whoever it was', (_, about) => {
    expect(callsForPerson({ call, about, by }, undefined)).toBe(true);
  });

  test.each<[string, TrailSubject]>([
    ['a deployment', { of: 'stack', name: 'Rotation', deploys: true }],
    ['another change of the stack', { of: 'stack', name: 'Rotation', deploys: false }],
    ['a command that names nobody', machine],
  ])('not for %s', (_, about) => {
    expect(callsForPerson({ call, about, by }, undefined)).toBe(false);
  });

  test('for a command that names somebody else', () => {
    expect(callsForPerson({ call, about: machine, by }, 'arn:aws:iam::123456789012:user/mallory')).toBe(true);
    expect(callsForPerson({ call, about: machine, by }, by)).toBe(false);
  });

  test.each(['StopExecution', 'RedriveExecution'])('not for %s of what somebody else started', (later) => {
    expect(callsForPerson({ call: later, about: machine, by }, 'arn:aws:iam::123456789012:user/mallory')).toBe(false);
  });
});

test('a claim is disproven by another name, and by none; without a claim there is nothing to disprove', () => {
  expect([
    isDisproven({ call, by }, by),
    isDisproven({ call, by }, 'other'),
    isDisproven({ call, by: undefined }, by),
    isDisproven({ call, by }, undefined),
  ]).toEqual([false, true, true, false]);
});

test('an input claims who started its execution, and nothing of who stops or redrives it', () => {
  expect(['StopExecution', 'RedriveExecution'].map((each) => isDisproven({ call: each, by }, 'other'))).toEqual([
    false,
    false,
  ]);
});
