import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_FILE } from '@m365-rotation/loopback';
import * as z from 'zod';
import { inputOf } from './input.ts';
import { AwsError, type JsonObject, type Service, type ServiceContext } from './service.ts';

/** All entries of a call together. */
const MOST_BYTES = 256 * 1024;

const entry = z.strictObject({
  Source: z.string().min(1).optional(),
  DetailType: z.string().min(1).max(128).optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  Time: z.number().optional(),
  Resources: z.array(z.string()).optional(),
});
const putInput = z.strictObject({ Entries: z.array(entry).min(1).max(10) });
type Entry = z.output<typeof entry>;

/** What stands for events that went to a bus of somebody else: who tests reads them from `aws/events/<bus>.jsonl`. */
export function startEvents({ accountId, region, folder, clock }: ServiceContext): Service {
  const arnOf = (bus: string) =>
    bus.startsWith('arn:') ? bus : `arn:aws:events:${region}:${accountId}:event-bus/${bus}`;
  return {
    name: 'events',
    actions: {
      async PutEvents(input) {
        const { Entries } = inputOf(putInput, input);
        if (Entries.reduce((sum, each) => sum + sizeOf(each), 0) > MOST_BYTES) {
          throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
        }
        const answers = Entries.map((each): JsonObject => {
          const problem = problemOf(each);
          if (problem !== undefined) return { ErrorCode: problem, ErrorMessage: 'The entry is not valid.' };
          const id = randomUUID();
          const { EventBusName, Source, DetailType, Detail = '{}', Resources = [] } = each;
          const event = {
            version: '0',
            id,
            'detail-type': DetailType,
            source: Source,
            account: accountId,
            time: clock.now().toISOString(),
            region,
            resources: Resources,
            detail: JSON.parse(Detail),
          };
          const bus = arnOf(EventBusName).split('/').at(-1) ?? 'default';
          appendFileSync(join(folder, `${bus}.jsonl`), `${JSON.stringify(event)}\n`, { mode: OWN_FILE });
          return { EventId: id };
        });
        return { FailedEntryCount: answers.filter((each) => 'ErrorCode' in each).length, Entries: answers };
      },
    },
    requirementsOf: ({ input }) => {
      const buses = new Set((putInput.safeParse(input).data?.Entries ?? []).map((each) => arnOf(each.EventBusName)));
      return [...buses].map((resource) => ({ action: 'events:PutEvents', resource }));
    },
    close: async () => undefined,
  };
}

/** As EventBridge counts: a time is 14 bytes, texts are their UTF-8. */
const sizeOf = ({ Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, each) => sum + Buffer.byteLength(each), 14);

function problemOf({ Source, DetailType, Detail }: Entry): string | undefined {
  if (Source === undefined || DetailType === undefined || Detail === undefined) return 'InvalidArgument';
  if (Source.startsWith('aws.')) return 'NotAuthorizedForSource';
  try {
    const parsed: unknown = JSON.parse(Detail);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? undefined : 'MalformedDetail';
  } catch {
    return 'MalformedDetail';
  }
}
