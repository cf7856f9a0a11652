import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { faultsBy } from '@m365-rotation/local-microsoft';
import * as z from 'zod';
import { releaseTenants } from '../../local/release-tenants.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { technician } from '../../local/technician.ts';
import { adminOf, crashEstate, TECHNICIAN } from '../crash/crash-estate.ts';
import { freePorts } from '../workflow/npm-start.ts';
import { rotationCommand } from '../workflow/rotation-command.ts';

/** An operator pauses resets at the command line, with the whole product running; the pause ends, and what waited goes on. */

const [tenant] = crashEstate(1).tenants;
if (tenant === undefined) throw new Error('there is no tenant');
const out = mkdtempSync(join(tmpdir(), 'rotation-pause-'));
let product: RunningProduct;
let rotation: ReturnType<typeof rotationCommand>;
let resets = 0;

const statusSchema = z.object({
  pauses: z.array(z.object({ reason: z.string(), by: z.object({ kind: z.string(), name: z.string() }) })),
  cycles: z.array(
    z.object({ cycleId: z.string(), rotations: z.array(z.object({ accountId: z.string(), status: z.string() })) }),
  ),
});

beforeAll(async () => {
  const estateFile = join(out, 'estate.yaml');
  writeFileSync(estateFile, crashEstate(1).yaml);
  const assembly = join(out, 'cdk.out');
  await synthesize(estateFile, assembly);
  product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: 900,
    microsoft: {
      tenants: [tenant],
      faults: faultsBy([
        {
          matches: ({ method }) => {
            if (method === 'PATCH') resets += 1;
            return false;
          },
          fault: { kind: 'error', status: 503 },
        },
      ]),
    },
  });
  await releaseTenants(product);
  rotation = rotationCommand(product, estateFile);
});

afterAll(async () => {
  await product.close();
  rmSync(out, { recursive: true, force: true });
});

async function status(...args: readonly string[]) {
  const { printed, complained } = await rotation('status', '--json', ...args);
  expect(complained).toBe('');
  return statusSchema.parse(JSON.parse(printed));
}

const stateOfAdmin = async (cycleId: string) =>
  (await status('--cycle', cycleId)).cycles[0]?.rotations.find(({ accountId }) => accountId === adminOf(tenant))
    ?.status;

test('commands that are wrong say all that is wrong, and start nothing', async () => {
  const { exitCode, complained } = await rotation('pause', '--all', '--class', 'admins');
  expect(exitCode).toBe(1);
  expect(complained).toContain('give exactly one of --tenant <name>, --class <class> and --all');
  expect(complained).toContain("--class must be admin or service, got 'admins'");
  expect(complained).toContain('--reason is needed');
  expect((await status()).pauses).toEqual([]);
});

test('nothing is reset while everything is paused, and what was approved is reset afterwards', async () => {
  const paused = await rotation('pause', '--all', '--reason', 'looks strange');
  expect(paused).toMatchObject({ exitCode: 0, complained: '' });
  expect(paused.printed).toContain('Everything is paused: nothing is reset there until the pause is ended.');
  expect(paused.printed).toMatch(/Paused since \S+: Everything, by arn:aws\S+: looks strange/);
  expect((await status()).pauses).toMatchObject([{ reason: 'looks strange', by: { kind: 'operator' } }]);
  expect((await rotation('pause', '--all', '--reason', 'again')).printed).toContain('was paused already');

  const started = await rotation('start', '--schedule', 'admin-monthly', '--reason', 'to see a pause');
  expect(started).toMatchObject({ exitCode: 0, complained: '' });
  const cycleId = /Cycle (\S+) is open/.exec(started.printed)?.[1] ?? '';
  const ada = technician({
    portal: product.cloud.addresses.portal,
    inboxApi: `${product.inbox.origin}/api/messages`,
    person: TECHNICIAN,
  });
  while ((await stateOfAdmin(cycleId)) !== 'approved') await ada.decideAll('approve').catch(() => undefined);
  // Each command takes seconds, which are many minutes of the clock of waits: looks found the pause.
  for (let looks = 0; looks < 3; looks += 1) expect(await stateOfAdmin(cycleId)).toBe('approved');
  expect(resets).toBe(0);

  const resumed = await rotation('resume', '--all', '--reason', 'was nothing');
  expect(resumed.printed).toContain('Nothing is paused.');
  let state = await stateOfAdmin(cycleId);
  while (state !== 'rotated') state = await stateOfAdmin(cycleId);
  expect(resets).toBe(1);
});
