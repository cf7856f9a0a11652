import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../service.ts';
import { readMachine } from '../../step-functions/machine.ts';
import { arnOf, roleArn } from '../../step-functions/with-stubs.ts';
import { awaitToken, invoke } from './sample-states.ts';

const read = (definition: JsonObject) => readMachine({ name: 'M', arn: arnOf('M'), roleArn, definition });
/** A machine whose first state is the given one. */
const withState = (state: JsonObject) => () =>
  read({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: state, B: { Type: 'Succeed' } } });
const map = (more: JsonObject, processor: JsonObject = {}) => ({
  Type: 'Map',
  End: true,
  ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } }, ...processor },
  ...more,
});

describe('what is not supported is refused when the machine is declared', () => {
  test.each<[string, JsonObject, RegExp]>([
    [
      'JSONPath fields',
      { Type: 'Pass', Parameters: { 'a.$': '$.b' }, End: true },
      /States\.A\.Parameters is not supported/,
    ],
    ['Parallel', { Type: 'Parallel', Branches: [], End: true }, /States\.A\.Type/],
    [
      'Wait until a timestamp and for some time',
      { Type: 'Wait', Seconds: 5, Timestamp: '2026-01-01T00:00:00Z', End: true },
      /must have either Seconds or Timestamp/,
    ],
    ['Wait for nothing', { Type: 'Wait', End: true }, /must have either Seconds or Timestamp/],
    ['Wait until no instant', { Type: 'Wait', Timestamp: 'tomorrow', End: true }, /Timestamp/],
    ['a state that leads nowhere', { Type: 'Pass', Next: 'C' }, /leads to 'C'/],
    ['a state without an end', { Type: 'Pass' }, /needs either Next or End/],
    ['a state with two ends', { Type: 'Pass', Next: 'B', End: true }, /needs either Next or End/],
    [
      'other integrations',
      invoke({ Resource: 'arn:aws:states:::sns:publish', End: true }),
      /'arn:aws:states:::sns:publish' is not supported/,
    ],
    [
      'waiting for a child',
      invoke({ Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true }),
      /is not supported/,
    ],
    [
      'optimized DynamoDB with a token',
      awaitToken({ Resource: 'arn:aws:states:::dynamodb:updateItem.waitForTaskToken', End: true }),
      /is not supported/,
    ],
    ['a token that nobody gets', awaitToken({ Arguments: { TableName: 't' }, End: true }), /waits for a task token/],
    ['heartbeats', awaitToken({ HeartbeatSeconds: 5, End: true }), /States\.A\.HeartbeatSeconds is not supported/],
    ['variables', { Type: 'Pass', Assign: { x: 1 }, End: true }, /States\.A\.Assign is not supported/],
    [
      'variables at a catch',
      invoke({ Catch: [{ ErrorEquals: ['X'], Next: 'B', Assign: { x: 1 } }], End: true }),
      /States\.A\.Catch\.0\.Assign is not supported/,
    ],
    ['a timeout that is a text', invoke({ TimeoutSeconds: '5', End: true }), /TimeoutSeconds/],
    ['items written out', map({ Items: [1, 2] }), /Items/],
    ['a tolerated number', map({ ToleratedFailureCount: 1 }), /ToleratedFailureCount is not supported/],
    [
      'optimized DynamoDB',
      invoke({ Resource: 'arn:aws:states:::dynamodb:getItem', End: true }),
      /'arn:aws:states:::dynamodb:getItem' is not supported/,
    ],
    [
      'other services of the SDK',
      invoke({ Resource: 'arn:aws:states:::aws-sdk:sqs:sendMessage', End: true }),
      /'arn:aws:states:::aws-sdk:sqs:sendMessage' is not supported/,
    ],
    ['other credentials', invoke({ Credentials: { RoleArn: 'x' }, End: true }), /Credentials is not supported/],
    ['States.ALL in company', invoke({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }], End: true }), /States\.ALL/],
    [
      'States.ALL not last',
      invoke({
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'B' },
          { ErrorEquals: ['X'], Next: 'B' },
        ],
        End: true,
      }),
      /States\.ALL/,
    ],
    [
      'a cap below the first delay',
      invoke({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 5, MaxDelaySeconds: 5 }], End: true }),
      /MaxDelaySeconds/,
    ],
    ['a catch that leads nowhere', invoke({ Catch: [{ ErrorEquals: ['X'], Next: 'C' }], End: true }), /leads to 'C'/],
    ['batches', map({}, { ItemBatcher: { MaxItemsPerBatch: 2 } }), /ItemBatcher is not supported/],
    ['batches at the Map', map({ ItemBatcher: {} }), /ItemBatcher is not supported/],
    ['a result writer', map({ ResultWriter: {} }), /ResultWriter is not supported/],
    [
      'express children',
      map({}, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } }),
      /ProcessorConfig/,
    ],
    [
      'a reader in an inline Map',
      map({
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Arguments: { Bucket: 'b', Key: 'k' },
        },
      }),
      /ItemReader needs a Distributed Map/,
    ],
    ['tolerance in an inline Map', map({ ToleratedFailurePercentage: 100 }), /ToleratedFailurePercentage needs/],
    [
      'a state inside that leads outside',
      map({}, { States: { I: { Type: 'Pass', Next: 'B' } } }),
      /ItemProcessor\.States\.I leads to 'B'/,
    ],
    ['an unknown field inside', map({}, { States: { I: { Type: 'Pass', ResultPath: '$', End: true } } }), /ResultPath/],
  ])('%s', (_, state, complaint) => {
    expect(withState(state)).toThrow(complaint);
  });

  test('a state whose language is JSONPath', () => {
    const definition = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
    expect(() => read(definition)).toThrow(/only the query language JSONata/);
    expect(() => read({ ...definition, QueryLanguage: 'JSONPath' })).toThrow(/QueryLanguage/);
  });

  test('a machine with a timeout of its own', () => {
    const definition = { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed' } } };
    expect(() => read({ ...definition, TimeoutSeconds: 5 })).toThrow(/TimeoutSeconds is not supported/);
  });

  test('a start that is no state, or a language only some states have', () => {
    expect(() => read({ StartAt: 'X', States: { A: { Type: 'Succeed' } } })).toThrow(/StartAt leads to 'X'/);
  });

  test('every problem is named, with the machine', () => {
    const broken = withState({ Type: 'Pass', Next: 'C', Output: '{% $eval("1") %}' });
    expect(broken).toThrow(/State machine M can't run locally/);
    expect(broken).toThrow(/leads to 'C'[\s\S]*\$eval/);
  });
});

describe('expressions', () => {
  test.each([
    ['{% 1 + %}', /S0207|Unexpected end/],
    ['{% $$.x %}', /\$\$ can't be used/],
    ['{% $map([1], $eval) %}', /\$eval can't be used/],
    ['{% 1 %} ', /whole string/],
    ['{% $uuid() %}', /\$uuid is not supported/],
    ['{% $hash("a", "MD5") %}', /\$hash is not supported/],
    ['{% $map(["1"], $parse) %}', /\$parse is not supported/],
  ])('%s is refused', (Output, complaint) => {
    expect(withState({ Type: 'Pass', Output: { deep: [Output] }, End: true })).toThrow(complaint);
  });
});
