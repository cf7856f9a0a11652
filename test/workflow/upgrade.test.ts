import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Tenant } from '@m365-rotation/local-microsoft';
import * as z from 'zod';
import { beginCycle, finishCycle } from '../../local/cycle-run.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import type { Summary } from '../../local/summary.ts';
import { synthesize } from '../../local/synthesize.ts';
import { type Technician, technician } from '../../local/technician.ts';
import { adminOf, TECHNICIAN } from '../crash/crash-estate.ts';
import { evidenceOf } from '../crash/evidence.ts';
import { isLost } from '../crash/rules.ts';
import { alikeTenant, estateFileOf } from '../runs/alike-tenants.ts';
import { rowsOf } from '../runs/left-by-run.ts';
import { freePorts } from './npm-start.ts';
import { nextRelease } from './upgrade/next-release.ts';

/**
 * The next release is deployed in the middle of a cycle, and rolled back before the cycle ends. Each tenant has one account and a
 * technician of its own, so that each account is at another point of its rotation when that happens.
 */
const WHERE = [
  'rotated before the deployment', // and its password is collected after the rollback
  'staged before the deployment', // and reset by the next release
  'staged by the next release', // and reset after the rollback
  'approved after the rollback', // by the mail that came before the deployment
] as const;

const tenants = WHERE.map((_, n) =>
  alikeTenant(n, (name) => [
    { upn: `admin@${name}.example`, name: 'Admin', roles: ['Exchange Administrator'] },
    { upn: `svc-app@${name}.example`, name: 'App' },
  ]),
);
const people = tenants.map(({ name }, n) => ({
  ...TECHNICIAN,
  name: `Technician ${n}`,
  mail: `technician${n}@northwind.example`,
  objectId: TECHNICIAN.objectId.replace(/.$/, String(n + 2)),
  tenants: [name],
}));

const out = mkdtempSync(join(tmpdir(), 'rotation-upgrade-'));
/** Tenants whose Graph answers nobody for now. */
const held = new Set<string>();
const resets: string[] = [];
let product: RunningProduct;
let summary: Summary;
/** What rows of the state table held while the next release was deployed, as text. */
let whileDeployed: string;
/** Hash of the next release's estate. */
let nextEstate: string;
const lost: string[] = [];

const at = (n: number): Tenant => {
  const tenant = tenants[n];
  if (tenant === undefined) throw new Error(`there is no tenant ${n}`);
  return tenant;
};

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let look = 0; !(await holds()); look += 1) {
    if (look > 3_000) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const statusOf = async (tenant: Tenant) =>
  (await evidenceOf(product)).rotations.find(({ tenantId }) => tenantId === tenant.tenantId)?.state.status;
const untilStatus = (tenant: Tenant, ...wanted: readonly string[]) =>
  until(`${tenant.name} is ${wanted.join(' or ')}`, async () => wanted.includes((await statusOf(tenant)) ?? ''));

async function deploy(assembly: string): Promise<void> {
  await product.cloud.deploy(assembly);
  for (const tenant of tenants) {
    if (await isLost(product, out, tenant.tenantId, adminOf(tenant))) lost.push(tenant.name);
  }
}

beforeAll(async () => {
  const estateFile = join(out, 'estate.yaml');
  writeFileSync(estateFile, estateFileOf(tenants, people));
  const [release, next] = [join(out, 'cdk.out'), join(out, 'next.out')];
  await synthesize(estateFile, release);
  nextEstate = nextRelease(release, next);
  product = await startProduct({
    assembly: release,
    out,
    port: await freePorts(),
    speed: 300,
    microsoft: {
      tenants,
      faults: {
        next: ({ service, method, path, tenantId }) => {
          if (service === 'graph' && held.has(tenantId)) return { kind: 'throttle', retryAfter: '5' };
          if (method === 'PATCH') resets.push(path);
          return undefined;
        },
      },
    },
  });
  const { portal } = product.cloud.addresses;
  const [before, staged, byNext, after] = people.map((person) =>
    technician({ portal, inboxApi: `${product.inbox.origin}/api/messages`, person }),
  );
  const approves = (who: Technician | undefined) =>
    until('somebody is asked', async () => ((await who?.decideAll('approve'))?.done ?? 0) > 0);

  const { run } = await beginCycle(product, out, { schedule: 'admin-monthly', dryRun: false });
  for (const tenant of tenants) await untilStatus(tenant, 'awaiting-approval');
  await approves(before);
  await untilStatus(at(0), 'rotated');
  held.add(at(1).tenantId);
  await approves(staged);
  await untilStatus(at(1), 'staged');

  await deploy(next);
  held.delete(at(1).tenantId);
  await untilStatus(at(1), 'rotated');
  held.add(at(2).tenantId);
  await approves(byNext);
  await untilStatus(at(2), 'staged');
  const { tables } = product.cloud.declarations;
  const rows = await rowsOf(
    product,
    tables.map(({ name }) => name),
  );
  whileDeployed = JSON.stringify(rows);

  await deploy(release);
  held.clear();
  await approves(after);
  for (const tenant of tenants) await untilStatus(tenant, 'rotated');
  for (const each of [before, staged, byNext, after]) {
    await until('a password is collected', async () => ((await each?.collectAll())?.done ?? 0) > 0);
  }
  summary = await finishCycle(product, out, run, 0);
});
afterAll(async () => {
  await product?.close();
  rmSync(out, { recursive: true, force: true });
});

describe('a release that is deployed in the middle of a cycle, and rolled back', () => {
  test('has written what the release before does not know', () => {
    expect(whileDeployed).toContain('"stagedBy":"the next release"');
    expect(whileDeployed).toContain('"madeBy":{"release":"next"}');
    expect(whileDeployed).toContain(`"estate":"${nextEstate}"`);
  });

  test.each(WHERE.map((where, n) => [where, n] as const))('loses nothing of an account that was %s', async (_, n) => {
    const { tenantId } = at(n);
    const own = (await evidenceOf(product)).rotations.filter((each) => each.tenantId === tenantId);
    expect(own.map(({ state, closed }) => ({ status: state.status, closed }))).toEqual([
      { status: 'rotated', closed: true },
    ]);
    expect(resets.filter((path) => path.endsWith(adminOf(at(n))))).toHaveLength(1);
    expect(await isLost(product, out, tenantId, adminOf(at(n)))).toBe(false);
  });

  test('loses no password at either moment', () => {
    expect(lost).toEqual([]);
  });

  test('lets the cycle end, with every password collected once and every record in its chain', () => {
    expect(summary.accounts).toMatchObject({ approved: 4, rotated: 4, failed: 0, uncertain: 0 });
    expect(summary.links).toEqual({ issued: 4, revealed: 4 });
    expect(summary.audit).toMatchObject({ sealVerified: true });
  });

  test('publishes a version of what it changes, and one more when it is rolled back', async () => {
    const live = product.cloud.declarations.machines.map(({ arn }) => `${arn}:live`);
    const started = z.object({ stateMachineVersionArn: z.string() });
    const ended = product.cloud.declarations.schedules.find(({ name }) => name === 'admin-monthly')?.targetArn;
    expect(live).toContain(ended);
    const { executions } = z
      .object({ executions: z.array(started) })
      .parse(await call('ListExecutions', { stateMachineArn: live.find((arn) => arn.includes('AccountRotation')) }));
    expect(new Set(executions.map((each) => each.stateMachineVersionArn.split(':').at(-1)))).toEqual(new Set(['1']));
    const described = (version: string) =>
      call('DescribeStateMachine', {
        stateMachineArn: live.find((arn) => arn.includes('AccountRotation'))?.replace('live', version),
      });
    expect(JSON.stringify(await described('2'))).toContain('NextRelease');
    expect(JSON.stringify(await described('3'))).not.toContain('NextRelease');
    await expect(described('4')).rejects.toThrow();
  });
});

const call = (action: string, input: Record<string, unknown>) =>
  product.cloud.dispatch({ service: 'states', action, input, principal: { kind: 'operator' } });
