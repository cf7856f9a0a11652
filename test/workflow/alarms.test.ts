import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate } from '../crash/crash-estate.ts';
import { freePorts } from './npm-start.ts';

const folder = mkdtempSync(join(tmpdir(), 'alarms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Pages answer an error with status 503 and a sentence: to Lambda their function has succeeded, so that its errors stay at 0. */
test('a page that fails raises an alarm, though no function has failed, and the alarm calls somebody', async () => {
  const { tenants, yaml } = crashEstate(1);
  const config = join(folder, 'estate.yaml');
  writeFileSync(config, yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  let fails = false;
  const product = await startProduct({
    assembly,
    out: join(folder, 'run'),
    port: await freePorts(),
    speed: 1,
    microsoft: { tenants },
    faults: { faultFor: (call) => (fails && call.service === 'dynamodb' ? 'throttle' : undefined) },
  });
  const { cloud } = product;
  try {
    const visit = async () => (await fetch(`${cloud.addresses.portal}/sign-in`, { redirect: 'manual' })).status;
    expect(await visit()).toBeLessThan(400);
    expect(cloud.raisedAlarms()).toEqual([]);
    fails = true;
    expect(await visit()).toBe(503);
    const raised = cloud.raisedAlarms();
    expect(raised.map(({ metricName }) => metricName)).toEqual(['5xx']);
    expect(raised[0]?.actions).toEqual([expect.stringMatching(/^arn:aws:sns:eu-central-1:123456789012:/)]);
  } finally {
    await product.close();
  }
});
