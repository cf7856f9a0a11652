import { expect, test } from '@jest/globals';
import { endedText, underWayText } from '../../../../cli/audit/export/export-text.ts';

const AT = '2026-12-07T05:00:00.000Z';

test('what is under way is told', () => {
  const planned = { token: 't', plannedAt: AT };
  expect(underWayText({})).toBeUndefined();
  expect(underWayText({ planned })).toBe('Exporting the whole audit table …');
  expect(underWayText({ planned: { ...planned, from: AT } })).toBe(`Exporting what was recorded from ${AT} on …`);
  expect(underWayText({ planned: { ...planned, from: AT, to: AT } })).toBe(
    `Exporting what was recorded from ${AT} to ${AT} …`,
  );
});

test('what was exported is told, and that it is too soon', () => {
  const ended = { exportArn: 'arn:aws:dynamodb:eu-central-1:1:table/T/export/01-ab', items: 7, token: 't' };
  expect(endedText({ exported: [ended], notBefore: AT })).toBe('Export 01-ab: 7 records\n');
  expect(endedText({ exported: [], notBefore: AT })).toBe(
    `Nothing was exported. There can be a next export from ${AT} on: DynamoDB takes no window of less than 15 minutes. The archive holds what is newer.\n`,
  );
});
