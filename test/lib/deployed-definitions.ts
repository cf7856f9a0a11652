import { arnOfMachine } from '@m365-rotation/local-aws';
import * as z from 'zod';
import { type AnyFunctionName, anyFunctionNames } from '../../contract/functions.ts';
import { type MachineName, machineNames } from '../../contract/machines.ts';
import { type Machine, machineOf } from './machines.ts';
import { synthesized } from './synthesized.ts';

/** Definitions as AWS gets them: each reference to a resource has become a name or an ARN. */

const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

const functionOf = (logicalId: string): AnyFunctionName | undefined =>
  anyFunctionNames.find((name) => logicalId.startsWith(`Functions${name.replaceAll('-', '')}Function`));

const machineWithId = (logicalId: string): MachineName | undefined =>
  machineNames.find((name) => new RegExp(`${name}Machine[0-9A-F]{8}$`).test(logicalId));

function nameOf(logicalId: string): string {
  const [called, machine] = [functionOf(logicalId), machineWithId(logicalId)];
  if (called !== undefined) return functionArn(called);
  return machine === undefined ? logicalId : arnOfMachine(machine);
}

const definitionSchema = z.record(z.string(), z.json());

export const deployedDefinition = ({ text }: Machine): z.output<typeof definitionSchema> =>
  definitionSchema.parse(
    JSON.parse(
      text
        .replaceAll("arn:{'Ref':'AWS::Partition'}:", 'arn:aws:')
        .replaceAll(/\{'Ref':'(\w+)'\}/g, (_, id: string) => nameOf(id))
        .replaceAll(/\{'Fn::GetAtt':\['(\w+)','Arn'\]\}/g, (_, id: string) => nameOf(id)),
    ),
  );

/** The function that a `FunctionName` of such a definition names. */
export function functionIn(arn: unknown): AnyFunctionName {
  const found = anyFunctionNames.find((name) => functionArn(name) === arn);
  if (found === undefined) throw new Error(`no function ${String(arn)}`);
  return found;
}

const template = synthesized();
export const deployedMachine = (name: MachineName) => deployedDefinition(machineOf(template, name));
