import { PassThrough, Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { type ProveInstruments, proven } from '../../../../cli/doctor/prove/prove-tenant.ts';
import { typedConfirmation } from '../../../../cli/doctor/prove/typed-confirmation.ts';
import { tenantsWithRules } from '../../../../config/tenants-with-rules.ts';
import { exampleEstate } from '../../../config/example-estate.ts';
import { aDirectory, aRole, aUser, EXCHANGE } from '../../../lambda/domain/accounts/directories.ts';

const [contoso] = tenantsWithRules(exampleEstate());
if (contoso === undefined) throw new Error('the example has no tenant');
const probe = aUser('probe');
const tenant = { ...contoso, proveAccount: probe.id };

function instruments(roles = [] as ReturnType<typeof aRole>[], confirmed = true) {
  const started: unknown[] = [];
  const asked: string[] = [];
  const { tenantId, roleDefinitions, domains } = aDirectory([]);
  const live = {
    tenantId,
    user: probe,
    roleAssignments: roles,
    roleDefinitions,
    domains,
    groups: [],
    otherGlobalAdministrators: [],
  };
  const made: ProveInstruments = {
    directory: { readAccount: async () => live },
    confirm: async (question, wanted) => {
      asked.push(question, wanted);
      return confirmed;
    },
    workflows: async () => ({
      caller: 'arn:aws:iam::1:user/olga',
      start: async (machine, _, input) => {
        started.push({ machine, input });
        return 'started';
      },
      describe: async () => ({
        running: false,
        status: 'SUCCEEDED',
        output: '{"outcome":"denied","sentence":"Graph denied it."}',
      }),
    }),
  };
  return { made, started, asked };
}

test('asks for the name to be typed, starts the workflow, and tells what Graph answered', async () => {
  const { made, started, asked } = instruments();
  expect(await proven(made, tenant)).toEqual({ outcome: 'denied', sentence: 'Graph denied it.' });
  expect(asked).toEqual([expect.stringContaining('locked out'), probe.userPrincipalName]);
  expect(started).toEqual([
    {
      machine: 'Proving',
      input: { trial: { tenantId: tenant.tenantId, accountId: probe.id }, requestedBy: 'arn:aws:iam::1:user/olga' },
    },
  ]);
});

test('starts nothing without the typed name, for an account that is not allowed, or where none is named', async () => {
  for (const [made, of] of [
    [instruments([], false), tenant],
    [instruments([aRole(probe, EXCHANGE)]), tenant],
    [instruments(), contoso],
  ] as const) {
    expect(await proven(made.made, of)).toMatchObject({ outcome: 'not-allowed' });
    expect(made.started).toEqual([]);
  }
});

test.each([
  ['probe@contoso.example\n', true],
  ['  probe@contoso.example  \n', true],
  ['PROBE@contoso.example\n', false],
  ['yes\n', false],
  ['\nprobe@contoso.example\n', false],
  ['', false],
])('typing %j', async (typed, confirmed) => {
  expect(await typedConfirmation('?', 'probe@contoso.example', Readable.from([typed]), new PassThrough())).toBe(
    confirmed,
  );
});
