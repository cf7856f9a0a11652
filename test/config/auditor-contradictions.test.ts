import { describe, expect, test } from '@jest/globals';
import { auditorContradictions } from '../../config/auditor-contradictions.ts';

const ADA = '6a1b0000-0000-4000-8000-00000000a001';
const INES = '6a1b0000-0000-4000-8000-00000000e001';
const estate = (...auditors: readonly object[]) => ({
  technicians: [{ objectId: ADA }],
  tenants: [{ name: 'contoso' }, { name: 'fabrikam' }],
  auditors,
});
const problemsIn = (value: unknown) =>
  auditorContradictions(value).map(({ path, message }) => `${path.join('.')} ${message}`);

describe('auditors', () => {
  test('who read what there is, and decide nothing, are fine', () => {
    expect(problemsIn(estate({ objectId: INES, tenants: 'all' }))).toEqual([]);
    expect(problemsIn(estate({ objectId: INES, tenants: ['contoso', 'fabrikam'] }))).toEqual([]);
    expect(problemsIn(estate())).toEqual([]);
  });

  test('are not technicians, however the id is written', () => {
    expect(problemsIn(estate({ objectId: ADA.toUpperCase(), tenants: 'all' }))).toEqual([
      'auditors.0.objectId must not be that of technicians[0]: who decides does not audit. Remove one of the two',
    ]);
  });

  test('are listed once', () => {
    const twice = estate({ objectId: INES, tenants: 'all' }, { objectId: INES.toUpperCase(), tenants: ['contoso'] });
    expect(problemsIn(twice)).toEqual([`auditors.1.objectId must be unique; auditors[0] has '${INES}' already`]);
  });

  test('read about tenants that there are', () => {
    expect(problemsIn(estate({ objectId: INES, tenants: ['contoso', 'contosso'] }))).toEqual([
      "auditors.0.tenants.1 must be the name of a tenant of this estate, got 'contosso'",
    ]);
  });

  test.each([
    undefined,
    null,
    'text',
    { auditors: 'no list' },
    { auditors: [{ objectId: 7, tenants: 7 }] },
    { auditors: [7] },
  ])('that are wrong by themselves are left to the schema: %j', (value) => {
    expect(problemsIn(value)).toEqual([]);
  });
});
