import { describe, expect, test } from '@jest/globals';
import {
  personSchema,
  requesterActor,
  requesterSchema,
  requestProblem,
} from '../../../../lambda/domain/rotation/requester.ts';
import { ADA, BRUNO, HOME } from './rotations.ts';

const STRANGER = '00000000-0000-4000-8000-00000000ffff';
const ARN = 'arn:aws:iam::123456789012:user/ada';
/** Of a user with the longest path and name that IAM gives. */
const LONG_ARN = `arn:aws:iam::123456789012:user/${'path/'.repeat(102)}${'n'.repeat(64)}`;
const RULE = { rule: 'rotateAfterReveal' } as const;
const estate = {
  msp: { homeTenantId: HOME },
  technicians: [
    { objectId: ADA, name: 'Ada Lindqvist', tenants: 'all', ownAccounts: [] },
    { objectId: BRUNO, name: 'Bruno Okafor', tenants: ['contoso'], ownAccounts: [] },
  ],
} as const;
const contoso = { name: 'contoso', displayName: 'Contoso Ltd' };
const fabrikam = { name: 'fabrikam', displayName: 'Fabrikam GmbH' };

describe('what the input of a workflow may say', () => {
  test.each([ARN, LONG_ARN, { technician: ADA }, RULE])('%p', (given) => {
    expect(requesterSchema.parse(given)).toEqual(given);
  });

  test.each([
    '',
    'a'.repeat(2_049),
    { technician: 'Ada' },
    { technician: ADA, name: 'Ada' },
    { rule: 'another' },
    {},
    null,
  ])('not %p', (given) => {
    expect(requesterSchema.safeParse(given).success).toBe(false);
  });

  test('a rule tries no rotation again', () => {
    expect(personSchema.safeParse(RULE).success).toBe(false);
    expect(personSchema.parse({ technician: ADA })).toEqual({ technician: ADA });
    expect(personSchema.parse(ARN)).toBe(ARN);
  });
});

describe('on record is', () => {
  test('an operator by the ARN', () => {
    expect(requesterActor(ARN, estate)).toEqual({ kind: 'operator', name: ARN });
  });

  test('a technician by what the estate says, never by what the input says', () => {
    const actor = { kind: 'technician', objectId: BRUNO, tenantId: HOME, name: 'Bruno Okafor' };
    expect(requesterActor({ technician: BRUNO }, estate)).toEqual(actor);
    expect(requesterActor({ technician: BRUNO.toUpperCase() }, estate)).toEqual(actor);
  });

  test('nobody, where the estate does not have the technician', () => {
    expect(requesterActor({ technician: STRANGER }, estate)).toEqual({ kind: 'unknown' });
  });

  test('the product, by its rule', () => {
    expect(requesterActor(RULE, estate)).toEqual({ kind: 'system', name: 'the rule rotateAfterReveal' });
  });
});

describe('asking is refused', () => {
  test('to somebody whom the estate does not have', () => {
    expect(requestProblem({ technician: STRANGER }, [], estate)).toBe(
      'Whoever asked is not a technician of this estate.',
    );
  });

  test('to a technician, where one of the tenants is not theirs', () => {
    expect(requestProblem({ technician: BRUNO }, [contoso], estate)).toBeUndefined();
    expect(requestProblem({ technician: BRUNO }, [contoso, fabrikam], estate)).toBe(
      'Whoever asked does not decide for fabrikam.',
    );
    expect(requestProblem({ technician: ADA }, [contoso, fabrikam], estate)).toBeUndefined();
  });

  test('to no operator, and not to the rule', () => {
    expect(requestProblem(ARN, [fabrikam], estate)).toBeUndefined();
    expect(requestProblem(RULE, [fabrikam], estate)).toBeUndefined();
  });
});
