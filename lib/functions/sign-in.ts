import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function signIn(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'SignIn', {
    bundle: on.bundle,
    name: 'sign-in',
    description: "Signs technicians in with the MSP's home tenant",
    timeout: Duration.seconds(29), // the HTTP API gives up after 30
    memoryMb: 1024,
    namedRole: true,
  });
  on.stateTable.grant(made, {
    GetItem: [rows.sessions],
    PutItem: [rows.sessions, rows.signIns],
    DeleteItem: [rows.sessions, rows.signIns],
  });
  on.auditTable.tell(made);
  on.microsoft.grantSignIn(made);
  on.portal.tell(made);
  return made;
}
