import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { printFailure } from '../../../cli/operator/output.ts';
import { refuseFor, saidBy } from '../../../cli/operator/refused.ts';
import { sentenceOf } from '../../../cli/operator/sentence-of.ts';

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test.each([
  ['a file that is not there', () => readFileSync('nowhere.pem'), 'nowhere.pem does not exist: look at the path'],
  ['a folder in place of a file', () => writeFileSync('test', ''), 'test is a folder: name a file'],
  [
    'a file that is there already',
    () => writeFileSync('package.json', '', { flag: 'wx' }),
    'package.json exists already, and is not overwritten: name another one, or take it away',
  ],
])('%s is told with its path and what to do', (_, work, sentence) => expect(sentenceOf(thrownBy(work))).toBe(sentence));

test.each(['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidClientTokenId'])(
  'credentials that AWS takes no more (%s) are told with the way to new ones',
  (name) => {
    const error = Object.assign(new Error('The security token included in the request is expired'), { name });
    expect(sentenceOf(error)).toMatch(/sign in \(aws sso login\).+goes on$/);
  },
);

test('what an identity may not do ends with where it is written what it must be allowed', () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  printFailure(Object.assign(new Error('ada is not authorized'), { name: 'AccessDeniedException' }));
  expect(write.mock.calls.join('')).toContain('ada is not authorized\nWhat each command needs: docs/runbook.md');
});

test('what this version does not know is told in a line, and not as JSON', () => {
  const said = sentenceOf(thrownBy(() => z.object({ outcome: z.literal('done') }).parse({ outcome: 'pass-word' })));
  expect(said).toMatch(/^something that was read is not what this version knows \([^✖]+ at outcome\): is the deployed/);
  expect(said).not.toMatch(/[\n{]|pass-word/);
});

test('all that is wrong with a command is refused at once', () => {
  const no = (what: string) => () => {
    throw new Error(what);
  };
  const problems = [...saidBy(no('one')), ...saidBy(() => 'fine'), ...saidBy(no('two'))];
  expect(() => refuseFor(problems)).toThrow('one\ntwo');
  expect(() => refuseFor([])).not.toThrow();
});
