import type { JsonObject } from '../../service.ts';

/** A state that runs a function with the state's input. */
export const invoke = (more: JsonObject): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...more,
});

/** A state that hands its token to a row and waits. */
export const awaitToken = (more: JsonObject): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
  Arguments: {
    TableName: 'table',
    Key: { pk: { S: 'row' } },
    ExpressionAttributeValues: { ':token': { S: '{% $states.context.Task.Token %}' } },
  },
  ...more,
});

/** The token in a call that `awaitToken` made. */
export function tokenIn(input: JsonObject): string {
  const found = /"(AQCA[\w-]+)"/.exec(JSON.stringify(input))?.[1];
  if (found === undefined) throw new Error('no token');
  return found;
}
