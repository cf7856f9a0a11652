import { expect, test } from '@jest/globals';
import type { OutgoingCall } from '../../../../../lambda/adapters/outgoing-call.ts';
import { asked, instance, keys } from './autotask-instance.ts';

const at =
  (end: string, response: () => Response) =>
  ({ address }: OutgoingCall) =>
    new URL(address).pathname.endsWith(end) ? response() : undefined;

test('all is well: each thing that was looked at is named, and nothing is changed', async () => {
  const one = instance({ psa: { closedStatus: 'Done' } });
  expect(await one.tickets.check(['Contoso Ltd', '175'])).toEqual(
    [
      'keys',
      'rights to tickets',
      'fields of tickets',
      'queue Security',
      'status of new tickets',
      'closed status Done',
      'priority Critical',
      'internal notes',
      'company Contoso Ltd',
      'company 175',
    ].map((what) => ({ what })),
  );
  expect(asked(one).filter((each) => !/^GET|\/query$/.test(each))).toEqual([]);
});

test('what is wrong, and what to do', async () => {
  const one = instance({ psa: { queue: 'Nowhere', raisedPriority: 'Top', closedStatus: 'Gone' } });
  const findings = await one.tickets.check(['contoso ltd', 'Gone Ltd', 'Nobody']);
  expect(findings.filter(({ problem }) => problem !== undefined)).toEqual([
    {
      what: 'queue Nowhere',
      problem: {
        is: 'Autotask has no active queueID of the name in psa.queue',
        next: 'write one of these in psa.queue: Service Desk, Security',
      },
    },
    {
      what: 'closed status Gone',
      problem: {
        is: 'Autotask has no active status of the name in psa.closedStatus',
        next: 'write one of these in psa.closedStatus: New, In Progress, Complete, Done',
      },
    },
    {
      what: 'priority Top',
      problem: {
        is: 'Autotask has no active priority of the name in psa.raisedPriority',
        next: 'write one of these in psa.raisedPriority: Medium, Critical',
      },
    },
    {
      what: 'company contoso ltd',
      problem: {
        is: 'Autotask writes the name of the company in the estate otherwise',
        next: 'write it as Autotask does, or the id: Contoso Ltd (id 29684175)',
      },
    },
    {
      what: 'company Gone Ltd',
      problem: {
        is: 'the company in the estate is inactive in Autotask',
        next: 'activate it in Autotask, or name another one: Gone Ltd (id 29684178)',
      },
    },
    {
      what: 'company Nobody',
      problem: {
        is: 'Autotask has no company of the name or id in the estate',
        next: 'write the name letter by letter as the company has it in Autotask, or its id',
      },
    },
  ]);
});

test.each<[string, object, RegExp, RegExp]>([
  ['an old secret', { ...keys, secret: 'old' }, /answered 401$/, /compare userName, secret and integrationCode/],
  ['another user', { ...keys, userName: 'nobody@x.example' }, /answered 500/, /full name of the API user/],
  ['no JSON', {}, /must be JSON/, /docs\/psa\/autotask\.md/],
])('keys that do not let in: %s', async (_name, secret, is, next) => {
  const one = instance({ secret: () => JSON.stringify(secret) });
  expect(await one.tickets.check(['Contoso Ltd'])).toEqual([
    { what: 'keys', problem: { is: expect.stringMatching(is), next: expect.stringMatching(next) } },
  ]);
});

test('an Autotask that is down', async () => {
  const one = instance();
  one.fail(() => ({ kind: 'down' }));
  expect(await one.tickets.check([])).toEqual([
    { what: 'keys', problem: { is: 'Autotask did not answer', next: expect.stringMatching(/^try again/) } },
  ]);
});

test('rights that the security level does not give', async () => {
  const info = { canCreate: false, canUpdate: false, canQuery: true };
  const one = instance({ instead: at('/Tickets/entityInformation', () => Response.json({ info })) });
  expect((await one.tickets.check([])).find(({ what }) => what === 'rights to tickets')?.problem?.is).toBe(
    'the API user may not create, change tickets',
  );
});

test.each<[string, object, RegExp]>([
  [
    'a field that is not sent',
    { name: 'billingCodeID', isRequired: true, isReadOnly: false },
    /not sent: billingCodeID/,
  ],
  ['less room for the key', { name: 'externalID', length: 20 }, /externalID holds 20 characters, and 50/],
])('an instance that wants %s', async (_name, field, is) => {
  const one = instance({
    instead: at('/Tickets/entityInformation/fields', () => Response.json({ fields: [field] })),
  });
  const findings = await one.tickets.check([]);
  expect(findings.find(({ what }) => what === 'fields of tickets')?.problem?.is).toMatch(is);
});

test('a thousand companies are looked up with ten questions', async () => {
  const one = instance();
  await one.tickets.check(Array.from({ length: 1_000 }, (_, i) => `Company ${i}`));
  expect(asked(one).filter((each) => each === 'POST Companies/query')).toHaveLength(10);
});
