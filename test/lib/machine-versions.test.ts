import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { resourcesOf, synthesized } from './synthesized.ts';

/** Machines are started by their alias: an execution then says of which version it is, and what runs goes on with that (ADR 56). */

const template = synthesized();
const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
const text = (value: unknown) => JSON.stringify(value);

test('each machine publishes a version whenever it changes, keeps those before, and has an alias for the newest', () => {
  const versions = resourcesOf(template, 'AWS::StepFunctions::StateMachineVersion');
  const aliases = resourcesOf(template, 'AWS::StepFunctions::StateMachineAlias');
  expect([machines.length > 5, versions.length, aliases.length]).toEqual([true, machines.length, machines.length]);
  for (const { id } of machines) {
    const [own] = versions.filter(({ Properties }) => text(Properties.StateMachineArn) === text({ Ref: id }));
    expect(own).toMatchObject({
      UpdateReplacePolicy: 'Retain',
      Properties: { StateMachineRevisionId: { 'Fn::GetAtt': [id, 'StateMachineRevisionId'] } },
    });
    const route = { StateMachineVersionArn: { Ref: own?.id }, Weight: 100 };
    expect(aliases.map(({ Properties }) => Properties)).toContainEqual({ Name: 'live', RoutingConfiguration: [route] });
  }
});

test('nothing starts a machine but by its alias', () => {
  const started = /"StateMachineArn\\":\\"",(\{"Ref":"\w+"\}),"([^"]*)/g;
  const inMachines = machines.flatMap(({ Properties }) => [...text(Properties.DefinitionString).matchAll(started)]);
  expect(inMachines.length).toBeGreaterThan(4);
  const others = [
    ...resourcesOf(template, 'AWS::Scheduler::Schedule').map(({ Properties }) => text(Properties.Target)),
    ...resourcesOf(template, 'AWS::Lambda::Function').map(({ Properties }) => text(Properties.Environment)),
  ].flatMap((each) => [...each.matchAll(/(?:stateMachine:\w+-\w+|\{"Ref":"\w+Machine\w+"\},")([^"]*)/g)]);
  expect(others.length).toBeGreaterThan(4);
  for (const [, , rest = ''] of inMachines) expect(rest).toMatch(/^:live\\/);
  for (const [, rest] of others) expect(rest).toBe(':live');
});

const statement = z.looseObject({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() });
const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) });

test('permission to start one is given by the ARN of the machine, by which AWS asks for it', () => {
  const given = resourcesOf(template, 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => policy.parse(Properties).PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().includes('states:StartExecution'));
  expect(given.length).toBeGreaterThan(4);
  for (const { Resource } of given) expect(text(Resource)).not.toContain('live');
});
