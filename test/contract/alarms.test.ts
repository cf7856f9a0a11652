import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  type AlarmEntry,
  alarmDescription,
  alarmTable,
  causeOf,
  chapterAddress,
  pagingAlarms,
} from '../../contract/alarms.ts';

/** The table of alarms, and the runbook that explains them, hold each other: neither has what the other lacks. */

const runbook = readFileSync('docs/runbook.md', 'utf8');
const chapters = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((text): [string, string] => [text.slice(0, text.indexOf('\n')), text]),
);
const rowOf = (entry: AlarmEntry) =>
  `| \`${entry.name}\` | ${entry.severity} | ${causeOf(entry.watches)} | [${entry.chapter}](${chapterAddress(entry.chapter).replace('docs/runbook.md', '')}) |`;

test('every alarm has a name of its own', () => {
  const names = alarmTable.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(40);
  expect(new Set(names).size).toBe(names.length);
});

test('an alarm that pages exists, and few do', () => {
  const names = alarmTable.map(({ name }) => name);
  expect(pagingAlarms.filter((each) => !names.includes(each))).toEqual([]);
  expect(pagingAlarms.length).toBeLessThan(alarmTable.length / 4);
});

test('the chapter “Alarms” of the runbook lists all of them, in the words of the table, and no other', () => {
  const rows = (chapters.get('Alarms') ?? '').split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(alarmTable.map(rowOf).sort());
});

const explained = [...new Set(alarmTable.map(({ chapter }) => chapter))];

test.each(explained)('the chapter “%s” says what it means, where to look and what to do, in this order', (title) => {
  const text = chapters.get(title) ?? '';
  const leads = [...text.matchAll(/^\*\*(Meaning|Look here|Do this)\.\*\*/gm)].map(([, lead]) => lead);
  expect(leads).toEqual(['Meaning', 'Look here', 'Do this']);
});

test('no chapter has this form without an alarm that leads to it', () => {
  const formed = [...chapters].filter(([, text]) => /^\*\*Meaning\.\*\*/m.test(text)).map(([title]) => title);
  expect(formed.filter((title) => !explained.includes(title))).toEqual([]);
});

test('errors of a function have a line of their own in their chapter, and what is named there is an alarm', () => {
  const ofErrors = alarmTable.filter(({ watches }) => watches.of === 'errors');
  expect(ofErrors.filter(({ name, chapter }) => !chapters.get(chapter)?.includes(`\`${name}\``))).toEqual([]);
  const named = [...runbook.matchAll(/`([A-Z][A-Za-z]+(?:Errors|Failed|Late|Silent))`/g)].map(([, name]) => name);
  const others = ['CycleFailed', 'TenantsFailed']; // a state, and a metric
  expect(
    named.filter((name) => !alarmTable.some((each) => each.name === name) && !others.includes(name ?? '')),
  ).toEqual([]);
});

describe('what CloudWatch sends', () => {
  test.each(alarmTable.map((entry): [string, AlarmEntry] => [entry.name, entry]))('%s', (_, entry) => {
    const text = alarmDescription(entry);
    // How urgent, what happened, what follows, and where it says what to do.
    expect(text).toMatch(/^\[(page|ticket)\] [A-Z].+\. .+\. What to do: docs\/runbook\.md#[a-z-]+$/);
    expect(text.length).toBeLessThanOrEqual(1_024);
  });

  test('an anchor is what GitHub makes of the title', () => {
    expect(chapterAddress('Records do not reach the locked bucket')).toBe(
      'docs/runbook.md#records-do-not-reach-the-locked-bucket',
    );
    expect(chapterAddress("A technician's link")).toBe('docs/runbook.md#a-technicians-link');
  });
});
