import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { operatorArn } from '@m365-rotation/local-aws';
import * as z from 'zod';
import { REACHED_PAST } from '../../contract/log-messages.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate } from '../crash/crash-estate.ts';
import { wholeCycle } from '../crash/crash-run.ts';
import { freePorts } from './npm-start.ts';
import { rotationCommand } from './rotation-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloudtrail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const operator = { kind: 'operator' } as const;
const text = z.object({ S: z.string() }).transform(({ S }) => S);
const page = z.object({
  Items: z.array(
    z.object({
      action: text,
      outcome: text,
      chain: text,
      reason: text.optional(),
      actor: z.object({ M: z.object({ name: text.optional() }) }).transform(({ M }) => M.name),
      evidence: z
        .object({ M: z.object({ detail: text.optional() }) })
        .transform(({ M }) => M.detail)
        .optional(),
    }),
  ),
});

/** Its own release of all tenants at the beginning is left out. */
async function proven({ cloud }: RunningProduct) {
  const TableName = cloud.declarations.tables.find(({ name }) => name.includes('Audit'))?.name;
  const answer = await cloud.dispatch({
    service: 'dynamodb',
    action: 'Scan',
    input: { TableName },
    principal: operator,
  });
  return page
    .parse(answer)
    .Items.filter(({ action }) => ['operator.proven', 'credential.read-outside', 'stack.deployed'].includes(action))
    .filter(({ evidence = '' }) => !evidence.includes('Pausing release-'));
}

/** The queue and the function take some seconds of this cloud's time; the test ends where they never come. */
async function untilProven(product: RunningProduct, count: number) {
  for (;;) {
    const found = await proven(product);
    if (found.length >= count) return found;
    await pause(100);
  }
}

/** From a call of AWS over CloudTrail, the rules, the queue and the function to the record and the alarm, with the grants of the template. */
test('who acts from outside is proven, and the product itself is nobody', async () => {
  const { tenants, yaml } = crashEstate(1);
  const config = join(folder, 'estate.yaml');
  writeFileSync(config, yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  const out = join(folder, 'run');
  const product = await startProduct({ assembly, out, port: await freePorts(), speed: 120, microsoft: { tenants } });
  const { cloud } = product;
  const { accountId } = cloud.declarations;
  const logs = join(out, 'logs');
  /** The log is what the alarm counts. */
  const called = () =>
    readdirSync(logs)
      .filter((name) => name.includes('recordtrail'))
      .reduce((sum, name) => sum + readFileSync(join(logs, name), 'utf8').split(REACHED_PAST).length - 1, 0);
  const OPERATOR = operatorArn(accountId);
  try {
    const summary = await wholeCycle(product, out);
    expect(summary.accounts).toMatchObject({ rotated: 1 });
    // Hundreds of executions and uses of credentials by the product's own roles.
    expect(await proven(product)).toEqual([]);

    await rotationCommand(product, config)('pause', '--all', '--reason', 'to see who it was');
    const [paused] = await untilProven(product, 1);
    expect(paused).toMatchObject({ action: 'operator.proven', outcome: 'success', chain: '-#-', actor: OPERATOR });
    expect(paused?.evidence).toContain(`it names ${OPERATOR}`);
    expect(called()).toBe(0);

    const stateMachineArn = cloud.declarations.machines.find(({ name }) => name.endsWith('-Pausing'))?.arn;
    const input = JSON.stringify({ change: 'end', scope: { of: 'everything' }, reason: 'x', requestedBy: 'mallory' });
    const start = { service: 'states', action: 'StartExecution', input: { stateMachineArn, input, name: 'forged' } };
    await cloud.dispatch({ ...start, principal: operator });
    const forged = (await untilProven(product, 2)).find(({ outcome }) => outcome === 'failed');
    expect(forged).toMatchObject({ reason: 'claim-disproven', actor: OPERATOR });
    expect(forged?.evidence).toContain('StartExecution of Pausing forged; it names mallory');

    const secrets = { service: 'secretsmanager', action: 'ListSecrets', input: {}, principal: operator };
    const { SecretList } = z
      .object({ SecretList: z.array(z.object({ Name: z.string() })) })
      .parse(await cloud.dispatch(secrets));
    const name = SecretList.map(({ Name }) => Name).find((each) => each.startsWith('m365/')) ?? '';
    await cloud.dispatch({ ...secrets, action: 'GetSecretValue', input: { SecretId: name } });
    const read = (await untilProven(product, 3)).find(({ action }) => action === 'credential.read-outside');
    expect(read).toMatchObject({
      outcome: 'success',
      actor: OPERATOR,
      chain: name.replace('m365/', '').replace('/', '#'),
    });
    // For the forged claim, and for the read.
    expect(called()).toBe(2);
  } finally {
    await product.close();
  }
}, 300_000);
