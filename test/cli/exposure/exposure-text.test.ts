import { describe, expect, test } from '@jest/globals';
import { exposureText } from '../../../cli/exposure/exposure-text.ts';
import { personNamed } from '../../../cli/exposure/find-person.ts';
import type { Exposure } from '../../../lambda/domain/credential/exposure.ts';
import { estate } from '../../lambda/usecases/in-memory.ts';

const [ada] = estate.technicians;
if (ada === undefined) throw new Error('the example has no technician');
const ADA = { technicianObjectId: ada.objectId, technicianName: ada.name };
const LEFT = { technicianObjectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b77', technicianName: 'Dana Novak' };

const exposure: Exposure = {
  ...LEFT,
  cycleId: '2026-12-07-admin-monthly',
  tenantId: 't',
  accountId: 'a',
  rotationId: 'r',
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  versionId: 'v',
  resetAt: '2026-12-07T07:30:00.000Z',
  seenAt: '2026-12-07T07:45:00.000Z',
  linkFingerprint: 'abcdefabcdef',
};
const account = {
  tenantId: 't',
  accountId: 'a',
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  class: 'admin',
  exposures: [exposure],
} as const;

describe('a person is found', () => {
  test.each([ada.name, ada.name.toUpperCase(), ada.mail, ada.objectId, ` ${ada.objectId.toUpperCase()} `])(
    'as %p, of the estate, whether or not anything was seen',
    (name) => {
      expect(personNamed(estate, [], name)).toEqual(ADA);
    },
  );

  test.each([LEFT.technicianName, LEFT.technicianObjectId])('as %p, who has left the estate', (name) => {
    expect(personNamed(estate, [ADA, LEFT], name)).toEqual(LEFT);
  });

  test('never by guessing: an unknown name lists those who can be meant, also where nobody has seen anything', () => {
    const known = estate.technicians.map(({ name, objectId }) => `\n  ${name} (${objectId})`).join('');
    const told = `nobody is called 'Dan'. Technicians, and others who have seen passwords:${known}`;
    expect(() => personNamed(estate, [], 'Dan')).toThrow(told);
    expect(() => personNamed(estate, [LEFT], 'Dan')).toThrow(`${told}\n  Dana Novak (${LEFT.technicianObjectId})`);
  });

  test('one of two of the same name must be named by object id', () => {
    const other = { ...LEFT, technicianName: ada.name };
    expect(() => personNamed(estate, [other], ada.name)).toThrow(LEFT.technicianObjectId);
    expect(personNamed(estate, [other], LEFT.technicianObjectId)).toEqual(other);
  });
});

describe('exposures in words', () => {
  test('of everybody, in numbers', () => {
    expect(exposureText([{ person: LEFT, accounts: [account] }], false)).toBe(
      `Dana Novak (${LEFT.technicianObjectId})  1 password in 1 tenant\n`,
    );
    expect(exposureText([], false)).toBe('Nobody has seen a password that may still work.\n');
  });

  test('of one person, each password, and what to do', () => {
    const text = exposureText([{ person: LEFT, accounts: [account] }], true);
    expect(text).toContain('has seen 1 password that may still work:');
    expect(text).toContain('Contoso Ltd  ops@contoso.example  admin  seen 2026-12-07T07:45:00.000Z');
    expect(text).toContain(`start --seen-by ${LEFT.technicianObjectId} --reason "left"`);
    expect(exposureText([{ person: LEFT, accounts: [] }], true)).toContain('has seen no password');
  });
});
