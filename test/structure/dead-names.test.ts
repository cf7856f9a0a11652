import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorName } from '../../contract/error-names.ts';
import { auditActions } from '../../lambda/domain/audit/audit-record.ts';

/** Names in lists and objects, whose use no compiler checks: one that nothing writes any more misleads whoever reads the list. */

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const textOf = (folder: string, without: readonly string[] = []) =>
  filesIn(folder)
    .filter((name) => !without.some((each) => name.endsWith(each)))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');

test('every audit action is written by some function', () => {
  const writers = textOf('lambda', ['audit-record.ts', 'action-words.ts']);
  expect(auditActions.filter((action) => !writers.includes(`'${action}'`))).toEqual([]);
});

test('every name of an error is thrown by a function, and a workflow asks for it', () => {
  const functions = textOf('lambda');
  const workflows = textOf('lib');
  const dead = Object.entries(errorName).filter(
    ([key, name]) => !functions.includes(`readonly name = '${name}'`) || !workflows.includes(`errorName.${key}`),
  );
  expect(dead).toEqual([]);
});
