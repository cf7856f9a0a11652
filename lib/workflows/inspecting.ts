import { Choice, Condition, Pass, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionName } from '../../contract/functions.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { jsonata } from '../states/jsonata.ts';
import { AWS_IN_TROUBLE } from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';
import { RotationMachine } from './machine.ts';

/**
 * What `rotation drill` starts: looks at the tenants that it names, a quarter of an hour at a time, until none is left or nothing gets on.
 * What was looked at since the beginning is not looked at again. The schedule runs the function by itself.
 */
export class Inspecting extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(
    scope: Construct,
    { functions }: { readonly functions: Readonly<Record<FunctionName, RotationFunction>> },
  ) {
    super(scope, 'Inspect');
    const begin = Pass.jsonata(this, 'BeginInspection', {
      outputs: jsonata("$merge([$states.input, {'since': $states.context.Execution.StartTime}])"),
    });
    const inspect = runFunction(this, 'InspectTenants', {
      function: functions['inspect-tenants'],
      payload:
        "{'inspection': $states.input.inspection, 'tenantIds': $states.input.tenantIds, 'since': $states.input.since, 'requestedBy': $states.input.requestedBy}",
      output: "$merge([$states.input, {'found': $states.result.Payload}])",
      retries: [AWS_IN_TROUBLE],
    });
    const isMore = Choice.jsonata(this, 'IsMoreToInspect');
    isMore.when(
      Condition.jsonata(jsonata('$states.input.found.left > 0 and $states.input.found.inspected > 0')),
      inspect,
    );
    isMore.otherwise(Succeed.jsonata(this, 'Inspected', { outputs: jsonata('$states.input.found') }));
    this.machine = new RotationMachine(this, 'Inspecting', {
      definition: begin.next(inspect).next(isMore),
      comment: 'Looks at tenants now, for the command line',
      invokes: [functions['inspect-tenants']],
    }).machine;
  }
}
