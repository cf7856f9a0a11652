import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { readDeployedEstate } from '../../local/assembled-estate.ts';
import { awsAccountOf } from '../../local/aws-account.ts';
import { startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate, TECHNICIAN } from '../crash/crash-estate.ts';
import { wholeCycle } from '../crash/crash-run.ts';
import { freePorts } from './npm-start.ts';
import { rotationCommand } from './rotation-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'mail-bounces-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const told = z.object({
  undelivered: z.array(z.object({ recipient: z.string(), last: z.object({ type: z.string() }) })),
});

const BRUNO = {
  name: 'Bruno Okafor',
  mail: 'bruno@northwind.example',
  objectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b02',
};

/** From SES over the event bus, the queue and the function to the card and the command line, with the grants of the template. */
test('a request that comes back is told to the team, and shown by `status`', async () => {
  const { tenants, yaml } = crashEstate(1, {
    technicians: [
      { ...TECHNICIAN, tenants: 'all' },
      { ...BRUNO, tenants: 'all' },
    ],
  });
  const config = join(folder, 'estate.yaml');
  writeFileSync(config, yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  const account = awsAccountOf(readDeployedEstate(assembly), false);
  const { mail } = account;
  const outcomes = { [BRUNO.mail]: 'bounce' } as const;
  const out = join(folder, 'run');
  const product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: 120,
    microsoft: { tenants },
    account: { ...account, ...(mail === undefined ? {} : { mail: { ...mail, outcomes } }) },
  });
  try {
    const summary = await wholeCycle(product, out);
    expect(summary.accounts).toMatchObject({ approved: 1, rotated: 1 });
    const inbox = await (await fetch(`${product.inbox.origin}/api/messages`)).text();
    expect(inbox).toContain('Mail does not reach Bruno Okafor');
    const { printed } = await rotationCommand(product, config)('status', '--json');
    expect(told.parse(JSON.parse(printed)).undelivered).toMatchObject([
      { recipient: BRUNO.objectId, last: { type: expect.stringMatching(/^Permanent\//) } },
    ]);
  } finally {
    await product.close();
  }
}, 300_000);
