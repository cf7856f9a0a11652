import { expect, test } from '@jest/globals';
import { placedTenants } from '../../../../cli/doctor/psa/company-checks.ts';
import { examinePsa } from '../../../../cli/doctor/psa/examine-psa.ts';
import { reportText } from '../../../../cli/doctor/report-text.ts';
import type { PsaAccess } from '../../../../lambda/adapters/psa/psa-access.ts';
import { type Instance, instance } from '../../../lambda/adapters/psa/autotask/autotask-instance.ts';

/** Doctor and a simulated Autotask, with one thing wrong at a time. */

const tenants = [
  { name: 'contoso', place: 0, ticketCompany: 'Contoso Ltd' },
  { name: 'silent', place: 1 },
  { name: 'fabrikam', place: 4, ticketCompany: 'Fabrikam' },
];

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

interface Wrong {
  readonly secret?: PsaAccess['secret'];
  readonly stackName?: string;
  readonly tenants?: typeof tenants;
}

async function examine({ access }: Instance, wrong: Wrong = {}) {
  const { psa } = access;
  const aws = { stackName: wrong.stackName ?? 'M365PasswordRotation' };
  const found = await examinePsa(
    { ...access, ...(wrong.secret === undefined ? {} : { secret: wrong.secret }) },
    { psa, aws },
    wrong.tenants ?? tenants,
  );
  if (found === undefined) throw new Error('nothing was examined');
  return { ...found, text: reportText([], [], found) };
}

test('a PSA that is as it must be: each thing by name, the customers by their places in the estate', async () => {
  const one = instance({ psa: { closedStatus: 'Done' } });
  const { ready, text } = await examine(one);
  expect(ready).toBe(true);
  expect(text).toBe(`Tickets in autotask (http://127.0.0.1/autotask): ready
  ok  keys                      as it must be
  ok  rights to tickets         as it must be
  ok  fields of tickets         as it must be
  ok  queue Security            as it must be
  ok  status of new tickets     as it must be
  ok  closed status Done        as it must be
  ok  priority Critical         as it must be
  ok  internal notes            as it must be
  ok  tenants[0].ticketCompany  contoso: the PSA has Contoso Ltd
  ok  tenants[4].ticketCompany  fabrikam: the PSA has Fabrikam
  ok  ticketCompany             left out, so that there is no ticket: silent

0 tenants ready.
`);
  expect(one.desk).toEqual([]);
});

test('a customer whom the PSA does not have: where it stands, and what to do', async () => {
  const { ready, checks, text } = await examine(instance(), {
    tenants: [
      { name: 'contoso', place: 2, ticketCompany: 'CONTOSO' },
      { name: 'fabrikam', place: 7, ticketCompany: 'fabrikam' },
    ],
  });
  expect(ready).toBe(false);
  expect(checks.filter(({ state }) => state === 'failed')).toEqual([
    {
      name: 'tenants[2].ticketCompany',
      state: 'failed',
      detail: 'contoso, CONTOSO: Autotask has no company of the name or id in the estate',
      next: 'write the name letter by letter as the company has it in Autotask, or its id',
    },
    {
      name: 'tenants[7].ticketCompany',
      state: 'failed',
      detail: 'fabrikam, fabrikam: Autotask writes the name of the company in the estate otherwise',
      next: 'write it as Autotask does, or the id: Fabrikam (id 29684176)',
    },
  ]);
  expect(text).toContain('Tickets in autotask (http://127.0.0.1/autotask): NOT READY');
});

test('two tenants of one customer: one question, both told', async () => {
  const { checks } = await examine(instance(), {
    tenants: [
      { name: 'one', place: 0, ticketCompany: 'Nobody' },
      { name: 'two', place: 1, ticketCompany: 'Nobody' },
    ],
  });
  expect(checks.flatMap(({ name, state }) => (state === 'failed' ? [name] : []))).toEqual([
    'tenants[0].ticketCompany',
    'tenants[1].ticketCompany',
  ]);
});

test('keys that the operator may not read: nothing is tried, said plainly, and no failure', async () => {
  const one = instance();
  const { ready, checks } = await examine(one, {
    stackName: 'Stage',
    secret: () => Promise.reject(named('AccessDeniedException', 'you are not authorized')),
  });
  expect(ready).toBe(true);
  expect(checks).toEqual([
    {
      name: 'keys',
      state: 'warn',
      detail: 'not looked at, nor anything in the PSA: AccessDeniedException: you are not authorized',
      next: 'allow yourself secretsmanager:GetSecretValue on Stage/m365-rotation/psa, or ask somebody who has it: docs/runbook.md, "Who may do this"',
    },
  ]);
  expect(one.sent).toEqual([]);
});

test('a shell that is not signed in, or a secret that nobody has filled', async () => {
  const one = instance();
  const signedOut = await examine(one, {
    secret: () => Promise.reject(named('CredentialsProviderError', 'no credentials')),
  });
  expect(signedOut.checks).toMatchObject([{ state: 'warn', next: expect.stringContaining('sign the shell in') }]);
  const unfilled = await examine(one, { secret: () => Promise.reject(named('SecretNotFilled', 'no value')) });
  expect(unfilled.checks).toEqual([
    {
      name: 'keys',
      state: 'failed',
      detail: 'the secret m365-rotation/psa is not there or has no value',
      next: 'deploy; then write {"userName", "secret", "integrationCode"} to a file: aws secretsmanager put-secret-value --secret-id m365-rotation/psa --secret-string file://<file>, and remove the file',
    },
  ]);
  expect(one.sent).toEqual([]);
});

test('keys that the PSA does not take: one failure, and none of the keys in it', async () => {
  const one = instance({
    secret: () => JSON.stringify({ userName: 'u@x.example', secret: 'WORD', integrationCode: 'C' }),
  });
  const { checks, text } = await examine(one);
  expect(checks).toMatchObject([
    { name: 'keys', state: 'failed', detail: 'Autotask answered 500 (is not found)' },
    { name: 'ticketCompany', state: 'ok' },
  ]);
  expect(text).not.toContain('WORD');
});

test('a PSA that breaks in the middle is a failure of its own', async () => {
  const one = instance();
  one.fail(({ path }) => (path.endsWith('/Companies/query') ? { kind: 'down' } : undefined));
  const { checks } = await examine(one);
  expect(checks).toEqual([
    { name: 'PSA', state: 'failed', detail: 'Autotask did not answer', next: 'try again in a few minutes' },
  ]);
});

test('names of companies in the PSA obey nobody’s terminal', async () => {
  const one = instance({ instance: { companies: ['CONTOSO LTD\u001b[2J'] } });
  const { text } = await examine(one, { tenants: [{ name: 'c', place: 0, ticketCompany: 'contoso ltd\u001b[2J' }] });
  expect(text).toContain('CONTOSO LTD?[2J');
});

test('an estate without a PSA', async () => {
  const { access } = instance();
  const aws = { stackName: 'M365PasswordRotation' };
  expect(await examinePsa(undefined, { psa: access.psa, aws }, tenants)).toBeUndefined();
  expect(await examinePsa(access, { psa: { system: 'none' }, aws }, tenants)).toBeUndefined();
});

test('tenants keep their places when some are chosen', () => {
  const estate = [{ name: 'a' }, { name: 'b', ticketCompany: 'B' }, { name: 'c' }];
  expect(placedTenants(estate, ['b', 'c'])).toEqual([
    { name: 'b', place: 1, ticketCompany: 'B' },
    { name: 'c', place: 2, ticketCompany: undefined },
  ]);
});
