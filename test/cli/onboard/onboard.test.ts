import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { appsPlan } from '../../../cli/onboard/apps-plan.ts';
import { written } from '../../../cli/onboard/command.ts';
import { comment, powerShell, shell } from '../../../cli/onboard/quoted.ts';
import { type RolePart, type TenantPart, tenantPart } from '../../../cli/onboard/tenant-part.ts';
import type { Estate } from '../../../config/estate.ts';
import { tenantsWithRules } from '../../../config/tenants-with-rules.ts';
import {
  privilegedAuthenticationAdministrator,
  userAdministrator,
} from '../../../lambda/domain/connection/writer-role.ts';
import { exampleEstate } from '../../config/example-estate.ts';

const estate = exampleEstate();
const withGraph = (graph: Partial<Estate['graph']>, aws: Partial<Estate['aws']> = {}): Estate => ({
  ...estate,
  graph: { ...estate.graph, ...graph },
  aws: { ...estate.aws, ...aws },
});
const contoso: TenantPart = {
  name: 'contoso',
  displayName: 'Contoso Ltd',
  tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
  writerClientId: estate.graph.writerClientId,
  consents: [
    { app: 'reader', address: `https://login.example/t/adminconsent?client_id=${estate.graph.readerClientId}` },
    { app: 'writer', address: `https://login.example/t/adminconsent?client_id=${estate.graph.writerClientId}` },
  ],
  role: { kind: 'needed', role: privilegedAuthenticationAdministrator, because: ['ga@contoso.example', 'b', 'c'] },
};
const withRole = (role: RolePart): TenantPart => ({ ...contoso, role });
const plan = (of = estate) => appsPlan(of, false);

describe('the app registrations', () => {
  test('the writer trusts reset-password and no other function', () => {
    const { apps } = plan();
    expect(apps.map(({ kind, audience, trusts }) => [kind, audience, trusts.length > 0])).toEqual([
      ['reader', 'AzureADMultipleOrgs', true],
      ['writer', 'AzureADMultipleOrgs', true],
      ['sign-in', 'AzureADMyOrg', true],
    ]);
    expect(apps[1]?.trusts).toEqual([
      {
        name: 'M365PasswordRotation-eu-central-1-reset-password',
        subject: 'arn:aws:iam::123456789012:role/M365PasswordRotation-eu-central-1-reset-password',
      },
    ]);
    for (const { name } of apps.flatMap(({ trusts }) => trusts)) expect(name).toMatch(/^[\w-]{3,120}$/);
    for (const { trusts } of apps) expect(trusts.length).toBeLessThanOrEqual(20);
  });

  test('with a certificate or a client secret only the sign-in app has federated credentials', () => {
    const { apps } = plan(withGraph({ credential: 'certificate' }));
    expect(apps.map(({ trusts }) => trusts.length > 0)).toEqual([false, false, true]);
    expect(written('text', plan(withGraph({ credential: 'secret' })), [], true).join('\n')).toContain('step 4');
  });

  test('optional permissions are asked for on demand, and the widest one never', () => {
    const names = (optional: boolean) => appsPlan(estate, optional).apps[0]?.permissions.map(({ name }) => name);
    expect(names(false)).not.toContain('AuditLog.Read.All');
    expect(names(true)).toContain('AuditLog.Read.All');
    expect(names(true)).not.toContain('Application.Read.All');
    expect(names(false)).toContain('CustomSecAttributeAssignment.Read.All');
    const without = { ...estate, tenants: estate.tenants.map((each) => ({ ...each, serviceAccounts: [] })) };
    expect(appsPlan(without, true).apps[0]?.permissions.map(({ name }) => name)).not.toContain(
      'CustomSecAttributeAssignment.Read.All',
    );
  });

  test.each([
    [
      'gcc-high',
      'us-gov-west-1',
      'https://graph.microsoft.us',
      'api://AzureADTokenExchangeUSGov',
      'arn:aws-us-gov:',
      'USGov',
    ],
    [
      'dod',
      'us-gov-west-1',
      'https://dod-graph.microsoft.us',
      'api://AzureADTokenExchangeUSGov',
      'arn:aws-us-gov:',
      'USGovDoD',
    ],
    [
      'china',
      'cn-north-1',
      'https://microsoftgraph.chinacloudapi.cn',
      'api://AzureADTokenExchangeChina',
      'arn:aws-cn:',
      'China',
    ],
  ] as const)('%s: its own hosts, audience and partition', (cloud, region, graph, audience, arn, environment) => {
    const made = plan(withGraph({ cloud }, { region }));
    expect(made).toMatchObject({ graph, audience });
    expect(made.apps[0]?.trusts[0]?.subject).toMatch(new RegExp(`^${arn}`));
    expect(written('graph-powershell', made, [contoso], true).join('\n')).toContain(`-Environment ${environment} `);
  });

  test('the Azure CLI has no cloud for the DoD, and the command says what to take', () => {
    expect(() => written('az', plan(withGraph({ cloud: 'dod' })), [], true)).toThrow('--as graph-powershell');
    expect(written('az', plan(withGraph({ cloud: 'gcc-high' })), [], true)).toContain(
      'az cloud set --name AzureUSGovernment',
    );
  });
});

describe('a tenant', () => {
  const [first] = tenantsWithRules(estate);
  if (first === undefined) throw new Error('the example has no tenant');

  test('whose directory cannot be read yet: both addresses, and what the estate lets us expect', async () => {
    const refuses = { readTenant: () => Promise.reject(new Error('the app is not in this tenant')) };
    const part = await tenantPart(estate, first, 'https://login.microsoftonline.us', refuses);
    expect(part.consents.map(({ address }) => address)).toEqual([
      `https://login.microsoftonline.us/${first.tenantId}/adminconsent?client_id=${estate.graph.readerClientId}`,
      `https://login.microsoftonline.us/${first.tenantId}/adminconsent?client_id=${estate.graph.writerClientId}`,
    ]);
    expect(part.role).toMatchObject({ kind: 'unread', atMost: privilegedAuthenticationAdministrator });
    const services = estate.schedules.filter((each) => each.class === 'service');
    const lower = await tenantPart({ ...estate, schedules: services }, first, 'https://login.example');
    expect(lower.role).toMatchObject({ kind: 'unread', atMost: userAdministrator });
    const leftOut = { leftOut: 'its admins are rotated by somebody else' };
    const names = estate.schedules.filter((each) => each.class === 'admin').map(({ name }) => [name, leftOut] as const);
    const withoutAdmins = { ...first, schedules: Object.fromEntries(names) };
    const own = await tenantPart(estate, withoutAdmins, 'https://login.example');
    expect(own.role).toMatchObject({ kind: 'unread', atMost: userAdministrator });
  });

  test.each<[RolePart, RegExp]>([
    [
      contoso.role,
      /3\. Role\. Privileged Authentication Administrator \(7be44c8a-\S+\), for ga@contoso\.example and 2 others/,
    ],
    [{ kind: 'none' }, /None is needed/],
    [{ kind: 'perhaps', role: userAdministrator }, /Perhaps none.*\n.*doctor --prove --tenant contoso/],
    [
      { kind: 'unread', atMost: userAdministrator, why: 'no consent' },
      /at most User Administrator\. Not read: no consent/,
    ],
  ])('%j as text', (role, says) => {
    const text = written('text', plan(), [withRole(role)], false).join('\n');
    expect(text).toMatch(says);
    expect(text).not.toContain('home tenant');
  });

  test.each(['az', 'graph-powershell'] as const)('%s assigns a role only where it is needed for certain', (form) => {
    const lines = (role: RolePart) => written(form, plan(), [withRole(role)], false);
    const assigning = /^[^#]*(az rest --method POST|New-MgRoleManagementDirectoryRoleAssignment)/;
    expect(lines(contoso.role).filter((line) => assigning.test(line))).toHaveLength(1);
    for (const role of [
      { kind: 'none' },
      { kind: 'perhaps', role: userAdministrator },
      { kind: 'unread', atMost: userAdministrator, why: 'x' },
    ] as const) {
      expect(lines(role).filter((line) => assigning.test(line))).toEqual([]);
    }
  });
});

test('Graph PowerShell: cmdlets of version 2 alone, and the modules that have them', () => {
  const text = written('graph-powershell', plan(), [contoso], true).join('\n');
  const cmdlets = new Set([...text.matchAll(/\b[A-Z][a-z]+-Mg[A-Za-z]+/g)].map(([name]) => name));
  expect([...cmdlets].sort()).toEqual([
    'Connect-MgGraph',
    'Disconnect-MgGraph',
    'Get-MgApplication',
    'Get-MgApplicationFederatedIdentityCredential',
    'Get-MgRoleManagementDirectoryRoleAssignment',
    'Get-MgServicePrincipal',
    'New-MgApplication',
    'New-MgApplicationFederatedIdentityCredential',
    'New-MgRoleManagementDirectoryRoleAssignment',
    'New-MgServicePrincipal',
    'Update-MgApplication',
    'Update-MgApplicationFederatedIdentityCredential',
  ]);
  expect(text).toContain('#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications');
});

test('names of the estate command neither shell', () => {
  const evil = `x'; rm -rf ~; echo '\n$(reboot) ’ "\u2028`;
  expect(shell(evil)).toBe(`'x'\\''; rm -rf ~; echo '\\'' $(reboot) ’ " '`);
  expect(powerShell(evil)).toBe(`'x''; rm -rf ~; echo '' $(reboot) ’’ " '`);
  expect(comment(evil)).not.toMatch(/[\n\u2028]/);
  const part = { ...withRole({ kind: 'needed', role: userAdministrator, because: [evil] }), displayName: evil };
  for (const form of ['az', 'graph-powershell'] as const) {
    const lines = written(form, plan(), [part], false).flatMap((line) => line.split(/[\n\r\u2028]/));
    expect(lines.filter((line) => line.includes('reboot') && !line.startsWith('#'))).toEqual([]);
  }
});

describe('the script for the Azure CLI', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onboard-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // Remembers what was made, by a line each, and says what changed something.
  writeFileSync(join(folder, 'az'), readFileSync(join(__dirname, 'az-stand-in.sh')), { mode: 0o755 });
  // Where no stack is deployed, AWS has no address of a portal.
  writeFileSync(join(folder, 'aws'), '#!/bin/sh\necho "the stack does not exist" >&2\nexit 254\n', { mode: 0o755 });
  const run = (addresses: Readonly<Record<string, string>> = { PORTAL: 'https://p.example' }) => {
    const script = written('az', plan(), [contoso], true).join('\n');
    for (const each of ['log', 'updates']) writeFileSync(join(folder, each), '');
    const ran = spawnSync('bash', ['--norc', '-c', script], {
      encoding: 'utf8',
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        AZ: folder,
        ISSUER: 'https://issuer.example',
        ...addresses,
      },
    });
    const linesOf = (name: string) => readFileSync(join(folder, name), 'utf8').trim().split('\n').filter(Boolean);
    return { ...ran, changes: linesOf('log'), updates: linesOf('updates') };
  };

  test('makes everything once, and changes nothing when it is run again', () => {
    const once = run();
    expect([once.status, once.stderr]).toEqual([0, '']);
    expect(once.changes.filter((line) => line.startsWith('ad app create'))).toHaveLength(3);
    expect(once.changes.filter((line) => line.startsWith('rest --method POST'))).toHaveLength(1);
    expect(once.stdout).toContain('Write into the estate: graph.readerClientId: made-1');
    // The address has the id that was registered, not the one that somebody had filled in.
    expect(once.stdout).toContain('adminconsent?client_id=made-2');
    const twice = run();
    expect([twice.status, twice.stderr]).toEqual([0, '']);
    expect(twice.changes).toEqual([]);
  });

  test('registers the apps before the first deployment, which needs their ids; what the portal brings comes later', () => {
    rmSync(join(folder, 'state'), { force: true });
    const first = run({});
    expect(first.status).toBe(0);
    expect(first.changes.filter((line) => line.startsWith('ad app create'))).toHaveLength(3);
    expect(first.stdout).toContain('deploy, then run this again');
    expect(first.stdout).toContain('Write into the estate: msp.signInClientId: made-3');
    const [before, after] = [first, run()].map(({ updates }) => updates.filter((line) => line.includes('redirect')));
    expect([before, after?.length]).toEqual([[], 1]);
  });

  test('stops where a registration cannot be made, and does not go on with an empty id', () => {
    rmSync(join(folder, 'state'), { force: true });
    writeFileSync(join(folder, 'fail'), '');
    const failed = run();
    rmSync(join(folder, 'fail'));
    expect(failed.status).not.toBe(0);
    expect(failed.changes).toEqual([]);
  });
});
