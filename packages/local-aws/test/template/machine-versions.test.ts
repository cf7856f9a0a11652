import { describe, expect, test } from '@jest/globals';
import { readTemplate } from '../../template/read-template.ts';
import { assemblyFolder, roleFor } from './assembly-folder.ts';

const machine = {
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: 'M',
    DefinitionString: '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}',
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
  },
};
const version = {
  Type: 'AWS::StepFunctions::StateMachineVersion',
  Properties: {
    StateMachineArn: { Ref: 'M' },
    StateMachineRevisionId: { 'Fn::GetAtt': ['M', 'StateMachineRevisionId'] },
  },
};
const alias = (routes: readonly object[] = [{ StateMachineVersionArn: { Ref: 'Version' }, Weight: 100 }]) => ({
  Type: 'AWS::StepFunctions::StateMachineAlias',
  Properties: { Name: 'live', RoutingConfiguration: routes },
});

async function aliasesOf(resources: Readonly<Record<string, unknown>>) {
  const folder = await assemblyFolder({ Role: roleFor('states.amazonaws.com'), M: machine, ...resources });
  const { machines } = await readTemplate(folder, { portalUrl: 'http://127.0.0.1:1', awsUrl: 'http://127.0.0.1:2' });
  return machines.map((each) => each.aliases);
}

test('an alias points at the version that is published of its machine', async () => {
  expect(await aliasesOf({ Version: version, Live: alias() })).toEqual([['live']]);
  expect(await aliasesOf({})).toEqual([[]]);
});

describe('refused is', () => {
  test('a version that would stay the first one whatever its machine becomes', async () => {
    const fixed = { ...version, Properties: { ...version.Properties, StateMachineRevisionId: 'INITIAL' } };
    await expect(aliasesOf({ Version: fixed, Live: alias() })).rejects.toThrow('Version: a version that does not name');
  });

  test('an alias of two versions, or of one that is not there', async () => {
    const route = { StateMachineVersionArn: { Ref: 'Version' }, Weight: 50 };
    await expect(aliasesOf({ Version: version, Live: alias([route, route]) })).rejects.toThrow('RoutingConfiguration');
    const elsewhere = { StateMachineVersionArn: 'arn:aws:states:eu-central-1:1:stateMachine:M:1', Weight: 100 };
    await expect(aliasesOf({ Version: version, Live: alias([elsewhere]) })).rejects.toThrow('Live: no version');
  });
});
