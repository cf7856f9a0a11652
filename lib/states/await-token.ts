import type { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Errors, IntegrationPattern, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { stateAttribute } from '../../contract/table-keys.ts';
import { jsonata } from './jsonata.ts';
import { MUST_BE_RECORDED, NOT_AGAIN, retryProps, TABLE_IN_TROUBLE } from './retries.ts';

export interface AwaitTokenProps {
  readonly stateTable: ITableV2;
  /** JSONata for the row's partition key and sort key. */
  readonly row: { readonly partitionKey: string; readonly sortKey: string };
  /** Condition on the row under which there is something to wait for. */
  readonly while: {
    readonly attribute: string;
    readonly operator: '=' | '>';
    readonly value: { S: string } | { N: string };
  };
  /** After it the state fails with `States.Timeout`. JSONata for seconds, where the input tells them. */
  readonly timeout: Duration | string;
  /** JSONata for what the next state gets once the token was completed. */
  readonly output: string;
}

/** The row says that there is nothing to wait for (any more). Spelled both ways, as integrations differ. */
export const NOTHING_TO_AWAIT = [
  'DynamoDb.ConditionalCheckFailedException',
  'DynamoDB.ConditionalCheckFailedException',
];

/**
 * Stores this state's task token in a row and waits until somebody completes it.
 *
 * The row decides, the token only wakes the workflow: it is stored under the condition that the row is still open, so a
 * decision that comes first is never waited for. A retried wait has a new token, and the row takes the newest.
 * The optimized integration `dynamodb:updateItem` cannot wait for a token, `aws-sdk:dynamodb:updateItem` can.
 */
export function awaitToken(scope: Construct, id: string, props: AwaitTokenProps): CallAwsService {
  const wait = CallAwsService.jsonata(scope, id, {
    service: 'dynamodb',
    action: 'updateItem',
    iamAction: 'dynamodb:UpdateItem',
    iamResources: [props.stateTable.tableArn],
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    taskTimeout:
      typeof props.timeout === 'string' ? Timeout.jsonata(jsonata(props.timeout)) : Timeout.duration(props.timeout),
    parameters: {
      TableName: props.stateTable.tableName,
      Key: {
        [stateAttribute.partitionKey]: { S: jsonata(props.row.partitionKey) },
        [stateAttribute.sortKey]: { S: jsonata(props.row.sortKey) },
      },
      UpdateExpression: 'SET #taskToken = :taskToken',
      ConditionExpression: `#awaited ${props.while.operator} :awaited`,
      ExpressionAttributeNames: { '#taskToken': stateAttribute.taskToken, '#awaited': props.while.attribute },
      ExpressionAttributeValues: {
        ':taskToken': { S: jsonata('$states.context.Task.Token') },
        ':awaited': props.while.value,
      },
    },
    outputs: jsonata(props.output),
  });
  // An error that no list names must not end what thousands of accounts wait for: the token is stored again, more slowly.
  const decided = { ...NOT_AGAIN, errors: [...NOTHING_TO_AWAIT, Errors.TIMEOUT] };
  for (const each of [decided, TABLE_IN_TROUBLE, MUST_BE_RECORDED]) wait.addRetry(retryProps(each));
  return wait;
}

/**
 * JSONata for the seconds until an instant of the state's input, at least one: a wait that is begun again ends when the first one would have.
 * Where the input has no such instant, for as long as `otherwise`.
 */
export const secondsUntil = (inputName: string, otherwise: Duration): string =>
  `$exists($states.input.${inputName}) ? $max([1, $ceil(($toMillis($states.input.${inputName}) - $millis()) / 1000)]) : ${otherwise.toSeconds()}`;
