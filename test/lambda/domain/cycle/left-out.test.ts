import { expect, test } from '@jest/globals';
import { leftOutLines, leftOutOf, leftOutSchema, leftOutWords } from '../../../../lambda/domain/cycle/left-out.ts';

const onHold = (n: number) => ({ tenantId: `t${n}`, displayName: `Tenant ${n}`, why: 'on-hold' as const });
const frozen = { tenantId: 'f', displayName: 'Fabrikam', why: 'black-out' as const, reason: 'freeze' };

test('where none is left out, nothing is said', () => {
  expect(leftOutOf([])).toBeUndefined();
  expect(leftOutLines(undefined)).toEqual([]);
});

test('each is named, with the reason and the day that takes the place of this one', () => {
  expect(leftOutLines(leftOutOf([{ ...frozen, to: '2027-01-07' }]))).toEqual(['Fabrikam: freeze; moved to 2027-01-07']);
  expect(leftOutWords(frozen)).toBe('freeze; the next start of the schedule is for it again');
});

test('those on hold come with what to do', () => {
  const lines = leftOutLines(leftOutOf([onHold(1)]));
  expect(lines[0]).toBe('Tenant 1: on hold until a dry run was looked at and it is released');
  expect(lines.at(-1)).toContain('rotation release --tenant <name>');
});

test('a thousand are counted; a row names the first hundred, and people read twenty', () => {
  const leftOut = leftOutOf(Array.from({ length: 1000 }, (_, n) => onHold(n)));
  expect(leftOutSchema.parse(leftOut)).toEqual(leftOut);
  expect(leftOut?.tenants).toHaveLength(100);
  const lines = leftOutLines(leftOut);
  expect(lines).toHaveLength(22);
  expect(lines).toContain('and 980 more tenants: their timelines say why');
});
