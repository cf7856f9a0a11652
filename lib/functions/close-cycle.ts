import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function closeCycle(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'CloseCycle', {
    bundle: on.bundle,
    name: 'close-cycle',
    description: 'Adds a cycle up, closes it, and seals the records that it made',
    timeout: Duration.minutes(15), // reads every tenant and account of the cycle
    memoryMb: 1024,
  });
  on.stateTable.grant(made, {
    GetItem: [rows.cycles, rows.seals],
    Query: [rows.ofCycles],
    UpdateItem: [rows.cycles],
    PutItem: [rows.seals],
  });
  on.auditTable.grantRecord(made);
  on.keys.grantSeal(made);
  on.buckets.grantSeal(made);
  on.queue.grantSend(made);
  return made;
}
