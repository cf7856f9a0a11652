import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate } from '../crash/crash-estate.ts';
import { freePorts } from './npm-start.ts';
import { rotationCommand } from './rotation-command.ts';

/** A new deployment, from its first schedule to the first cycle, by the commands that an operator types. */

const folder = mkdtempSync(join(tmpdir(), 'on-hold-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCHEDULE = 'admin-monthly';
const started = z.object({ executionArn: z.string() });

/** What its schedule starts: an id where a cycle is opened. */
async function fire({ cloud }: RunningProduct, after: Date) {
  const instant = cloud.nextInstant(SCHEDULE, after);
  if (instant === undefined) throw new Error('the schedule never fires');
  const { executionArn } = started.parse(await cloud.fireSchedule(SCHEDULE, instant));
  return { instant, executionArn };
}

test('a schedule starts nothing until a dry run was looked at and the tenants are released', async () => {
  const { tenants, yaml } = crashEstate(2);
  const config = join(folder, 'estate.yaml');
  writeFileSync(config, yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  const out = join(folder, 'run');
  const product = await startProduct({ assembly, out, port: await freePorts(), speed: 120, microsoft: { tenants } });
  try {
    const { stepFunctions } = product.cloud;
    const rotation = rotationCommand(product, config);
    // Two months without anybody reacting: each start ends at once, and one mail tells what to do.
    const first = await fire(product, new Date());
    const second = await fire(product, first.instant);
    for (const { executionArn } of [first, second]) {
      expect(await stepFunctions.waitFor(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    }
    expect((await rotation('status')).printed).toContain('No cycle has run yet');

    const early = await rotation('start', '--schedule', SCHEDULE, '--reason', 'by hand');
    expect([early.exitCode, early.printed]).toEqual([1, '']);
    expect(early.complained).toContain(`all tenants of ${SCHEDULE} are on hold`);
    expect(early.complained).toContain('npm run rotation -- release --class admin');
    expect((await rotation('status')).printed).toContain('No cycle has run yet');
    const listed = await rotation('release', '--reason', 'no scope');
    expect([listed.exitCode, listed.complained]).toEqual([1, expect.stringContaining('give exactly one of')]);

    const refused = await rotation('release', '--all', '--reason', 'too early');
    expect(refused).toMatchObject({ exitCode: 1, complained: '' });
    expect(refused.printed).toContain('No dry run has read admin accounts of');
    const list = await rotation('release');
    expect(list.printed).toContain(`no dry run yet: rotation start --dry-run --schedule ${SCHEDULE}`);

    const dryRun = await rotation('start', '--dry-run', '--schedule', SCHEDULE, '--wait');
    expect(dryRun).toMatchObject({ exitCode: 0, complained: '' });
    const dryRunId = /^Dry run (\S+) is open/.exec(dryRun.printed)?.[1] ?? '';
    expect(dryRun.printed).toContain(`Cycle ${dryRunId} is closed: `);
    expect((await rotation('status', '--cycle', dryRunId)).printed).toContain(`${dryRunId} (dry run): closed`);
    const isSeen = async () =>
      (await rotation('release')).printed.split('can be looked at').length - 1 === tenants.length;
    while (!(await isSeen()));

    const released = await rotation('release', '--class', 'admin', '--reason', 'looked at the dry run');
    expect(released).toMatchObject({ exitCode: 0, complained: '' });
    expect(released.printed).toContain('Released ');
    const third = await fire(product, second.instant);
    const cycleId = `${third.instant.toISOString().slice(0, 10)}-${SCHEDULE}`;
    const isOpen = async () => (await rotation('status', '--cycle', cycleId)).exitCode === 0;
    while (!(await isOpen()));
    // Where nothing answers, what needs files alone goes on.
    const offline = rotationCommand(product, config, 'http://127.0.0.1:9');
    expect((await offline('status')).complained).toContain('nothing answers at AWS_ENDPOINT_URL');
    for (const each of ['cost', 'capacity', 'schedules', 'onboard']) expect((await offline(each)).exitCode).toBe(0);
    expect(product.inbox.counts().mail).toBeGreaterThanOrEqual(1);
  } finally {
    await product.close();
  }
});
