import { expect, test } from '@jest/globals';
import { lookNow } from '../../../cli/drill/look-now.ts';
import { lookedThrough } from '../../../cli/messages/looked-through.ts';

/** What a function would refuse: the workflow would only say that it has failed. */

const started: string[] = [];
const workflows = {
  caller: 'arn:aws:iam::123456789012:user/ada',
  start: async (machine: string) => {
    started.push(machine);
    return 'started' as const;
  },
  describe: async () => undefined,
};
const ids = (length: number) => Array.from({ length }, (_, i) => `id-${i}`);

test('more tenants, or messages, than a function takes are told, and nothing is started', async () => {
  await expect(lookNow(workflows, 'consent', ids(5_001))).rejects.toThrow('5000 tenants at most');
  const wanted = { change: 'redrive', queue: 'messages', ids: ids(201), reason: 'repaired' } as const;
  await expect(lookedThrough(workflows, wanted)).rejects.toThrow('200 messages at most');
  expect(started).toEqual([]);
});
