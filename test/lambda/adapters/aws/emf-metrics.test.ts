import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { emfMetrics } from '../../../../lambda/adapters/aws/emf-metrics.ts';
import { type Measurement, metricUnits } from '../../../../lambda/domain/cycle/measurement.ts';

/** What CloudWatch asks of a line, from its page "Specification: Embedded metric format"; units from `MetricDatum` of its API. */
const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const isEmbedded = new Ajv({ strict: false }).compile({
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['Namespace', 'Dimensions', 'Metrics'],
            properties: {
              Namespace: text(1024),
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: { type: 'array', minItems: 1, maxItems: 30, items: text(250) },
              },
              Metrics: {
                type: 'array',
                maxItems: 100,
                items: {
                  type: 'object',
                  additionalProperties: false,
                  required: ['Name'],
                  properties: { Name: text(1024), Unit: { enum: ['Count', 'None', 'Seconds', 'Bytes', 'Percent'] } },
                },
              },
            },
          },
        },
      },
    },
  },
});

const AT = new Date('2026-12-09T05:00:00Z');
function lineOf(measurement: Measurement): string {
  const lines: string[] = [];
  emfMetrics(
    'RotationStaging',
    () => AT,
    (line) => void lines.push(line),
  ).put(measurement);
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

const values = Object.fromEntries(Object.keys(metricUnits).map((name, n) => [name, n]));

test.each<[string, Measurement]>([
  ['all metrics', { schedule: 'admin-monthly', cycleId: '2026-12-07-admin-monthly', values }],
  ['one', { schedule: 'all', values: { NotCollected: 0 } }],
])('a line with %s is one that CloudWatch reads, with every target at its root', (_, measurement) => {
  const line = lineOf(measurement);
  expect(line).toMatch(/^\{.*\}\n$/); // nothing before and after it
  const parsed = JSON.parse(line);
  expect(isEmbedded(parsed)).toBe(true);
  const [{ Namespace, Dimensions, Metrics }] = parsed._aws.CloudWatchMetrics;
  expect(Namespace).toBe('RotationStaging');
  for (const [dimension] of Dimensions) expect(typeof parsed[dimension]).toBe('string');
  expect(Metrics.map(({ Name }: { Name: string }) => Name)).toEqual(Object.keys(measurement.values));
  for (const { Name } of Metrics) expect(typeof parsed[Name]).toBe('number');
});

test('the one dimension is the schedule: a metric for each tenant would cost more than all the others', () => {
  const { _aws, cycleId } = JSON.parse(lineOf({ schedule: 'all', cycleId: 'x', values }));
  expect(_aws.CloudWatchMetrics.map(({ Dimensions }: { Dimensions: unknown }) => Dimensions)).toEqual([[['Schedule']]]);
  expect(cycleId).toBe('x');
});
