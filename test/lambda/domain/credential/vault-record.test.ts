import { describe, expect, test } from '@jest/globals';
import { vaultRecordOf } from '../../../../lambda/domain/credential/vault-record.ts';

const account = { accountId: '00000000-0000-4000-8000-00000000000a', userPrincipalName: 'svc-$&@contoso.example' };
const organization = { name: 'Contoso Ltd' };

describe('the record of an account', () => {
  test('has the name that follows from its UPN, whatever characters that holds', () => {
    const rules = { organization, recordName: 'M365 {userPrincipalName} ({userPrincipalName})', records: [] };
    expect(vaultRecordOf(rules, account)).toEqual({
      organization,
      record: { name: 'M365 svc-$&@contoso.example (svc-$&@contoso.example)' },
    });
  });

  test.each([
    ['its UPN in other letters', 'SVC-$&@CONTOSO.example'],
    ['its object id', account.accountId.toUpperCase()],
  ])('is the one that is listed under %s', (_, listed) => {
    const records = [
      { account: 'other@contoso.example', name: 'Other' },
      { account: listed, id: '4711' },
    ];
    const rules = { organization: { id: '12' }, recordName: 'M365 {userPrincipalName}', records };
    expect(vaultRecordOf(rules, account)).toEqual({ organization: { id: '12' }, record: { id: '4711' } });
  });

  test('is the one whose name is listed for it', () => {
    const records = [{ account: account.accountId, name: 'Backup' }];
    expect(vaultRecordOf({ organization, records }, account)).toEqual({ organization, record: { name: 'Backup' } });
  });

  test('follows from its UPN whatever else is listed for other accounts', () => {
    const records = [
      { account: 'other@contoso.example', name: 'Other' },
      { account: 'third@contoso.example', id: '4711' },
    ];
    expect(vaultRecordOf({ organization, recordName: 'M365 {userPrincipalName}', records }, account)).toEqual({
      organization,
      record: { name: `M365 ${account.userPrincipalName}` },
    });
  });

  test('is none where the rules name none', () => {
    const records = [{ account: 'other@contoso.example', name: 'Other' }];
    expect(vaultRecordOf({ organization, records }, account)).toBe('no-record-named');
  });

  test('is none where two are listed for it, by UPN and by object id', () => {
    const records = [
      { account: account.userPrincipalName, id: '4711' },
      { account: account.accountId, id: '4712' },
    ];
    expect(vaultRecordOf({ organization, records }, account)).toBe('record-shared');
  });

  test('is none where the name that follows from its UPN is listed for another account', () => {
    const records = [{ account: 'other@contoso.example', name: `M365 ${account.userPrincipalName}` }];
    expect(vaultRecordOf({ organization, recordName: 'M365 {userPrincipalName}', records }, account)).toBe(
      'record-shared',
    );
  });
});
