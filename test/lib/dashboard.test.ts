import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { metricUnits } from '../../lambda/domain/cycle/measurement.ts';
import { estateOfAllFunctions, resourceOf, resourcesOf, synthesized } from './synthesized.ts';

const estate = estateOfAllFunctions();
const template = synthesized(estate);
const { Properties } = resourceOf(template, 'AWS::CloudWatch::Dashboard');
const body = JSON.stringify(Properties.DashboardBody).replaceAll('\\"', '"');

test('one page shows every alarm, and each metric that functions tell and that somebody should watch', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  expect(alarms.filter(({ id }) => !body.includes(`"${id}"`))).toEqual([]);
  const shown = Object.keys(metricUnits).filter((name) => body.includes(`"${name}"`));
  // What was approved is rotated, failed or uncertain; a tenant that failed has its alarm and its ticket.
  expect(Object.keys(metricUnits).filter((name) => !shown.includes(name))).toEqual(['Approved', 'TenantsFailed']);
});

test('every metric of ours has the schedule as its one dimension, and no tenant is named', () => {
  const ours = [...body.matchAll(/\["M365PasswordRotation","(\w+)","(\w+)","([\w-]+)"/g)];
  expect(ours.length).toBeGreaterThan(10);
  const known = [...estate.schedules.map(({ name }) => name), 'all'];
  for (const [, , dimension, value] of ours) {
    expect(dimension).toBe('Schedule');
    expect(known).toContain(value);
  }
  for (const { tenantId, displayName } of estate.tenants) {
    expect(body).not.toContain(tenantId);
    expect(body).not.toContain(displayName);
  }
});

test('functions that tell counts know the namespace that the dashboard reads', () => {
  const variables = z.object({ Variables: z.record(z.string(), z.unknown()) });
  const namespaces = resourcesOf(template, 'AWS::Lambda::Function').flatMap((each) => {
    const { METRIC_NAMESPACE } = variables.parse(each.Properties.Environment).Variables;
    return METRIC_NAMESPACE === undefined ? [] : [METRIC_NAMESPACE];
  });
  expect(namespaces).toEqual(Array(4).fill('M365PasswordRotation'));
});
