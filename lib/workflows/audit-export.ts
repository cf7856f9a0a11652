import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, Fail, Pass, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { auditPrefix } from '../../contract/audit-bucket.ts';
import type { FunctionName } from '../../contract/functions.ts';
import { EXPORTER } from '../data/evidence-writers.ts';
import { acceptWildcard } from '../reviewed-findings.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { type ExportedFrom, incremental, pollExport, startExport } from '../states/export-audit.ts';
import { jsonata } from '../states/jsonata.ts';
import { MUST_BE_RECORDED } from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';
import { RotationMachine } from './machine.ts';

export interface AuditExportProps extends ExportedFrom {
  readonly functions: Readonly<Record<FunctionName, RotationFunction>>;
}

/** Between two looks at an export; one takes some twelve minutes, however small it is. */
const POLL = Duration.seconds(30);

const when = (condition: string) => Condition.jsonata(jsonata(condition));

/**
 * Exports audit records to the audit bucket: the whole table once, then what came since, window by window, until nothing is left that
 * DynamoDB takes. Daily, when a cycle has closed, and when a person asks. Runs at the same time do the same exports, once.
 *
 * Input: `requestedBy`, the person; `patient: true` waits once where it is too soon for the next window. Output: `exported`, one member for
 * each export; `notBefore`, when there can be a next one.
 */
export class AuditExport extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(scope: Construct, props: AuditExportProps) {
    super(scope, 'Export');
    const { functions, auditTable, auditBucket } = props;
    const begin = Pass.jsonata(this, 'BeginExports', { outputs: jsonata("$merge([$states.input, {'exported': []}])") });
    const plan = runFunction(this, 'PlanExport', {
      function: functions['plan-export'],
      payload:
        "$merge([$exists($states.input.requestedBy) ? {'requestedBy': $states.input.requestedBy} : {}, " +
        "$exists($states.input.ended) ? {'ended': $states.input.ended} : {}])",
      output:
        "$merge([$sift($states.input, function($v, $k) { $k in ['requestedBy', 'patient', 'exported'] }), " +
        "$exists($states.input.ended) ? {'exported': $append($states.input.exported, [$states.input.ended])} : {}, $states.result.Payload])",
      retries: [MUST_BE_RECORDED],
    });
    const again = Pass.jsonata(this, 'HasWaited', { outputs: jsonata("$merge([$states.input, {'patient': false}])") });
    const waitForWindow = Wait.jsonata(this, 'WaitForWindow', {
      time: WaitTime.seconds(jsonata('$states.input.waitSeconds')),
    });
    const wait = Wait.jsonata(this, 'WaitForExport', { time: WaitTime.duration(POLL) });
    const poll = pollExport(this, 'PollExport', props);
    const incrementally = startExport(this, 'ExportChanges', props, incremental);
    const wholly = startExport(this, 'ExportTable', props, { ExportType: 'FULL_EXPORT' });
    const done = Succeed.jsonata(this, 'Exported', {
      outputs: jsonata("{'exported': $states.input.exported, 'notBefore': $states.input.notBefore}"),
    });
    const failed = Fail.jsonata(this, 'ExportFailed', {
      error: 'ExportFailed',
      cause: jsonata("'DynamoDB could not export the audit table: ' & $string($states.input.exported[-1].failure)"),
    });

    const next = Choice.jsonata(this, 'WhatNext')
      .when(when("$states.input.exported[-1].status = 'FAILED'"), failed)
      .when(when("$states.input.next = 'full'"), wholly)
      .when(when("$states.input.next != 'too-soon'"), incrementally)
      // Otherwise a cycle that closes some minutes after another one would be in no export before the next day.
      .when(
        when('$exists($states.input.patient) and $states.input.patient and $count($states.input.exported) = 0'),
        waitForWindow.next(again).next(plan),
      )
      .otherwise(done);
    for (const start of [wholly, incrementally]) start.next(wait);
    wait.next(poll);
    poll.next(
      Choice.jsonata(this, 'Ended').when(when("$states.input.ended.status = 'IN_PROGRESS'"), wait).otherwise(plan),
    );
    this.machine = new RotationMachine(this, EXPORTER, {
      definition: begin.next(plan).next(next),
      comment: 'Exports audit records, in whole once and then what came since',
      invokes: [functions['plan-export']],
      hasKnownRole: true,
    }).machine;
    const files = auditBucket.arnForObjects(`${auditPrefix.exports}*`);
    acceptWildcard(this, files, 'Exports get random names under this prefix.');
    acceptWildcard(this, `${auditTable.tableArn}/export/*`, 'Exports of this table get random names.');
  }
}
