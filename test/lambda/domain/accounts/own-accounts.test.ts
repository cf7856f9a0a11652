import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import type { DirectoryUser } from '../../../../lambda/domain/accounts/directory.ts';
import { barredDeciders, isOwnAccount } from '../../../../lambda/domain/accounts/own-accounts.ts';
import type { OwnAccount } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import { aDecider, aDirectory, aRole, aTenant, aUser, EXCHANGE } from './directories.ts';

/**
 * Technicians have admin accounts in customers' tenants, and must not approve the reset of their own. UPNs change (marriage, a new domain)
 * and are mistyped: then the name that the estate has matches no account, and the technician could approve what is really an own account.
 */

const bruno = aUser('bruno.admin');
const ops = aUser('ops');
const directory = aDirectory([bruno, ops], [aRole(bruno, EXCHANGE), aRole(ops, EXCHANGE)]);
const contoso = { name: 'contoso' };

const barredBy = (ownAccounts: readonly OwnAccount[], decidesElsewhere = true) =>
  barredDeciders(directory, { ...contoso, deciders: [aDecider('Bruno', { ownAccounts, decidesElsewhere })] });

describe('an own account that is not found', () => {
  test.each<[string, OwnAccount]>([
    ['a UPN from before a renaming', 'bruno.mayer@contoso.example'],
    ['a misspelt UPN', 'bruno.admn@contoso.example'],
    ['a UPN of another domain of the tenant', 'bruno.admin@contoso.onmicrosoft.com'],
    ['a misspelt UPN, in another spelling of the domain', 'bruno.admn@CONTOSO.example'],
    ['a misspelt domain, with its tenant', { tenant: 'contoso', account: 'bruno.admin@contosso.example' }],
    ['an object id, with its tenant', { tenant: 'contoso', account: '00000000-0000-4000-8000-000000000bad' }],
  ])('bars its technician from the tenant: %s', (_, own) => {
    const named = typeof own === 'string' ? own : own.account;
    expect(barredBy([own])).toEqual([{ objectId: 'id-of-Bruno', name: 'Bruno', named: [named] }]);
  });

  test.each<[string, OwnAccount]>([
    ['a domain that no tenant of the technician has', 'bruno.admin@contosso.example'],
    ['an object id', '00000000-0000-4000-8000-000000000bad'],
  ])('bars a technician of this tenant alone, whatever it is: %s', (_, own) => {
    expect(barredBy([own], false)).toHaveLength(1);
  });

  test.each<[string, OwnAccount]>([
    ['found', 'bruno.admin@contoso.example'],
    ['found, in capitals', 'Bruno.Admin@Contoso.Example'],
    ['found by its object id', bruno.id.toUpperCase()],
    ['in a domain of another tenant', 'bruno.admin@fabrikam.example'],
    ['an object id, which may be of another tenant', '00000000-0000-4000-8000-000000000bad'],
    ['said to be in another tenant', { tenant: 'fabrikam', account: 'bruno.admn@contoso.example' }],
  ])('bars nobody: %s', (_, own) => {
    expect(barredBy([own])).toEqual([]);
  });

  test('is told as a problem of the tenant, with what to do', () => {
    const deciders = [aDecider('Ada'), aDecider('Bruno', { ownAccounts: ['bruno.admn@contoso.example'] })];
    const { barred, problems } = classify(directory, aTenant({ deciders }), 'admin');
    expect(barred).toHaveLength(1);
    expect(problems).toContain(
      'Bruno may not decide here: the directory has no bruno.admn@contoso.example, listed under ownAccounts of Bruno. Was it renamed or misspelt? List it by its object id, as { tenant, account }.',
    );
  });

  test('of everybody stops the tenant', () => {
    const deciders = [aDecider('Bruno', { ownAccounts: ['bruno.admn@contoso.example'] })];
    expect(() => classify(directory, aTenant({ deciders }), 'admin')).toThrow(
      /^Contoso Ltd: nobody may decide\. Bruno may/,
    );
  });
});

describe('whose account it is', () => {
  const isBrunos = (account: DirectoryUser, ownAccounts: readonly OwnAccount[], mail?: string) =>
    isOwnAccount({ objectId: 'id-of-Bruno', mail, ownAccounts }, account, contoso);

  test.each<[string, boolean, OwnAccount]>([
    ['its UPN', true, 'BRUNO.admin@contoso.example'],
    ['its object id', true, bruno.id],
    [
      'its name under another domain: that was misspelt, or is from before the domain changed',
      true,
      'bruno.admin@contosso.example',
    ],
    ['its name, said to be in this tenant', true, { tenant: 'contoso', account: 'bruno.admin@contoso.example' }],
    ['its name, said to be in another tenant', false, { tenant: 'fabrikam', account: 'bruno.admin@fabrikam.example' }],
    [
      'the same name, said to be in another tenant',
      false,
      { tenant: 'fabrikam', account: 'bruno.admin@contoso.example' },
    ],
    ['another name, said to be in this tenant', false, { tenant: 'contoso', account: 'ops@contoso.example' }],
    ['its name in capitals under another domain', true, 'BRUNO.ADMIN@contosso.example'],
    ['its name after a blank, under another domain', true, ' bruno.admin@contosso.example'],
    ['its name without a domain, which names no account', false, 'bruno.admin'],
    ['another name', false, 'bruno@contoso.example'],
  ])('is said by %s: %s', (_, own, named) => {
    expect(isBrunos(bruno, [named])).toBe(own);
  });

  test('is said by the account that signs in, and by its mail address', () => {
    expect(isBrunos(aUser('b', { id: 'ID-OF-BRUNO' }), [])).toBe(true);
    expect(isBrunos(aUser('b'), [], 'B@contoso.example')).toBe(true);
    expect(isBrunos(aUser('b'), [], 'bruno@northwind.example')).toBe(false);
  });
});

describe('an account that nobody may decide about', () => {
  const owners = ['Ada', 'Bruno'].map((name) => aDecider(name, { ownAccounts: ['bruno.admin@contoso.example'] }));

  test('is left out with a reason of its own, which says why nobody may', () => {
    const { included, excluded, counts } = classify(directory, aTenant({ deciders: owners }), 'admin');
    expect(included.map(({ accountId }) => accountId)).toEqual([ops.id]);
    expect(excluded.find(({ accountId }) => accountId === bruno.id)).toMatchObject({
      reason: 'nobody-may-decide',
      details: ['It belongs to Ada.', 'It belongs to Bruno.'],
    });
    expect(counts['nobody-may-decide']).toBe(1);
  });

  test('may also be one whose other technicians are barred', () => {
    const [ada] = owners;
    const barred = aDecider('Chiara', { ownAccounts: ['chiara.admn@contoso.example'] });
    const { excluded } = classify(
      directory,
      aTenant({ deciders: [...(ada === undefined ? [] : [ada]), barred] }),
      'admin',
    );
    expect(excluded.find(({ accountId }) => accountId === bruno.id)?.details).toEqual([
      'It belongs to Ada.',
      'Chiara may not decide here, because an account under ownAccounts was not found.',
    ]);
  });
});

test('whatever the estate lists: an included account has a technician who is neither barred nor its owner', () => {
  const names = fc.constantFrom<OwnAccount>(
    'bruno.admin@contoso.example',
    'ops@contoso.example',
    'opps@contoso.example',
    'ops@elsewhere.example',
    ops.id,
    { tenant: 'contoso', account: bruno.id },
    { tenant: 'contoso', account: 'gone@contoso.example' },
    { tenant: 'fabrikam', account: 'ops@contoso.example' },
  );
  const technicians = fc.array(fc.tuple(fc.array(names, { maxLength: 3 }), fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(technicians, (drawn) => {
      const deciders = drawn.map(([ownAccounts, decidesElsewhere], i) =>
        aDecider(`T${i}`, { ownAccounts, decidesElsewhere }),
      );
      const barred = new Set(barredDeciders(directory, { ...contoso, deciders }).map(({ objectId }) => objectId));
      const able = deciders.filter(({ objectId }) => !barred.has(objectId));
      if (able.length === 0) {
        expect(() => classify(directory, aTenant({ deciders }), 'admin')).toThrow('nobody may decide');
        return;
      }
      const { included, excluded } = classify(directory, aTenant({ deciders }), 'admin');
      for (const user of [bruno, ops]) {
        const decidable = able.some((each) => !isOwnAccount(each, user, contoso));
        expect(included.some(({ accountId }) => accountId === user.id)).toBe(decidable);
        const reason = excluded.find(({ accountId }) => accountId === user.id)?.reason;
        expect(reason).toBe(decidable ? undefined : 'nobody-may-decide');
      }
    }),
  );
});
