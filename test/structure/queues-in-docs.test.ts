import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { redrivenQueues } from '../../contract/queues.ts';

/** What people are told to do with queues goes by our command, which leaves a record (R5). */

const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => [name, readFileSync(join('docs', name), 'utf8')] as const);
const found = (words: RegExp) =>
  pages.flatMap(([name, text]) => [...text.matchAll(words)].map(([, word]) => [name, word]));

test('no page tells to change a queue by a call of AWS', () => {
  expect(found(/aws sqs ((?:start-message-move-task|purge-queue|send-message|delete-message)[\w-]*)/g)).toEqual([]);
});

test('each queue that a command names is one of those that it knows', () => {
  const named = found(/messages (?:list|redrive)[^\n`]*--queue ([\w-]+)/g);
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter(([, queue]) => !redrivenQueues.some((each) => each === queue))).toEqual([]);
});
