import { describe, expect, test } from '@jest/globals';
import { wantedAccounts } from '../../../cli/start/wanted-accounts.ts';
import { exampleEstate } from '../../config/example-estate.ts';
import { aDirectory, aRole, aTenant, aUser, breakGlass, EXCHANGE } from '../../lambda/domain/accounts/directories.ts';

const { schedules } = exampleEstate();

const admin = aUser('ops');
const service = aUser('svc-scan');
const disabled = aUser('svc-old', { accountEnabled: false });
const person = aUser('person');
const directory = aDirectory([admin, service, disabled, person], [aRole(admin, EXCHANGE)]);
const tenant = aTenant({ serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }] });

const wanted = (...names: string[]) => wantedAccounts(directory, tenant, names, schedules);

describe('accounts that are asked for', () => {
  test('by object id or UPN, in whatever case: the schedule is that of their class', () => {
    expect(wanted(admin.id).schedule.name).toBe('admin-monthly');
    expect(wanted(admin.userPrincipalName.toUpperCase()).accounts.map(({ accountId }) => accountId)).toEqual([
      admin.id,
    ]);
    expect(wanted(service.id).schedule.name).toBe('service-quarterly');
    expect(wanted(service.id, service.userPrincipalName).accounts).toHaveLength(1);
  });

  test.each([
    [person.userPrincipalName, 'No admin by the roles that count'],
    [disabled.userPrincipalName, 'Sign-in is blocked'],
    [breakGlass.userPrincipalName, 'Designated as break-glass account'],
    ['nobody@contoso.example', 'the directory has no such account'],
  ])('%s is refused at once: %s', (name, sentence) => {
    expect(() => wanted(name)).toThrow(sentence);
  });

  test('all that is wrong is said together, and accounts of two classes are two cycles', () => {
    expect(() => wanted('a@x.example', 'b@x.example')).toThrow(/a@x[\s\S]*b@x/);
    expect(() => wanted(admin.id, service.id)).toThrow(/belongs to admin-monthly[\s\S]*belongs to service-quarterly/);
  });

  test('a schedule of the other class is refused', () => {
    const [first] = schedules;
    expect(() => wantedAccounts(directory, tenant, [service.id], first === undefined ? [] : [first])).toThrow(
      'these accounts are not rotated together',
    );
  });
});
