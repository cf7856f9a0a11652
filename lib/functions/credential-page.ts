import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function credentialPage(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'CredentialPage', {
    bundle: on.bundle,
    name: 'credential-page',
    description: 'Web page: one credential, shown once',
    timeout: Duration.seconds(29), // the HTTP API gives up after 30
    memoryMb: 1024,
  });
  on.stateTable.grant(made, {
    GetItem: [rows.sessions, rows.links],
    UpdateItem: [rows.links],
    PutItem: [rows.links],
  });
  on.auditTable.grantRecord(made);
  on.credentials.grantRead(made);
  on.keys.grantVerifyLinks(made);
  on.keys.grantSignLinks(made);
  on.queue.grantSend(made);
  on.portal.tell(made);
  return made;
}
