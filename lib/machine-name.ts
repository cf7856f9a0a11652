import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export type MachineId = 'RotationCycle' | 'TenantRotation' | 'AccountRotation';

/** Names are chosen here, so that a function which tells a machine and is run by it can name it without a circle. */
export const machineName = (scope: Construct, id: MachineId) => `${Stack.of(scope).stackName}-${id}`;

export function machineArn(scope: Construct, id: MachineId): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: machineName(scope, id),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
