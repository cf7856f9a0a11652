import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServices, type TableDeclaration } from '@m365-rotation/local-aws';
import { clockAt } from '@m365-rotation/loopback';
import { deployedStack } from '../../../cli/operator/deployed-stack.ts';
import { dataStackName, STACK_NAME } from '../../../contract/stack.ts';

/** After a first deployment that failed there are two state tables and two audit tables: docs/deploy.md, "When the first deployment fails". */

const region = 'eu-central-1';
const table = (name: string): TableDeclaration => ({
  logicalId: name,
  name: `${dataStackName(STACK_NAME)}-${name}`,
  arn: `arn:aws:dynamodb:${region}:111122223333:table/${dataStackName(STACK_NAME)}-${name}`,
  partitionKey: { name: 'pk', type: 'S' },
  indexes: [],
  pointInTimeRecovery: true,
  deletionProtection: true,
});
const left = ['TablesRotationState-1', 'TablesRotationAudit-1'].map(table);
const deployed = ['TablesRotationState-2', 'TablesRotationAudit-2'].map(table);

const folder = mkdtempSync(join(tmpdir(), 'left-'));
let services: Awaited<ReturnType<typeof startServices>>;
beforeAll(async () => {
  const [state, audit] = deployed.map(({ name }) => name);
  services = await startServices({
    folder,
    clock: clockAt(1),
    accountId: '111122223333',
    region,
    tables: [...left, ...deployed],
    keys: [],
    buckets: [],
    stacks: [
      { stackName: dataStackName(STACK_NAME), outputs: { StateTable: state ?? '', AuditTable: audit ?? '' } },
      { stackName: STACK_NAME, outputs: {} },
    ],
  });
});
afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true });
});

test('the steps of the guide find what was left behind, and never a table in use', async () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
  const setting = { endpoint: services.url, region, credentials };
  const dynamodb = new DynamoDBClient(setting);
  await dynamodb.send(new PutItemCommand({ TableName: deployed[0]?.name, Item: { pk: { S: 'cycles' } } }));
  const outputOf = await deployedStack({ region, stackName: STACK_NAME }, new CloudFormationClient(setting));
  const inUse = [outputOf('StateTable'), outputOf('AuditTable')];
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const others = TableNames.filter((name) => name.startsWith(`${dataStackName(STACK_NAME)}-`) && !inUse.includes(name));
  expect(others.sort()).toEqual(left.map(({ name }) => name).sort());
  const count = async (TableName: string) =>
    (await dynamodb.send(new ScanCommand({ TableName, Select: 'COUNT', Limit: 1 }))).Count;
  expect(await Promise.all(others.map(count))).toEqual([0, 0]);
  expect(await count(inUse[0] ?? '')).toBe(1);
});
