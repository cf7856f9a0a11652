import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { streamedChanges } from '../../../../lambda/adapters/aws/dynamodb/audit/streamed-changes.ts';
import type { ArchivedChange } from '../../../../lambda/domain/audit/archived-change.ts';
import { nextRecord } from '../../../../lambda/domain/audit/audit-chain.ts';
import type { UnexpectedChange } from '../../../../lambda/domain/audit/unexpected-change.ts';
import { archiveChanges } from '../../../../lambda/usecases/audit/archive-changes.ts';

const record = nextRecord(undefined, {
  action: 'link.revealed',
  outcome: 'success',
  time: '2026-12-07T07:30:00.000Z',
  actor: { kind: 'technician', name: 'Ada', objectId: 'ada', tenantId: 'home' },
  component: 'credential-page',
  tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
  accountId: '0f0e0d0c-0b0a-4908-8706-050403020100',
});
const image = marshall(record, { removeUndefinedValues: true });
const Keys = { chain: { S: record.chain }, sequence: { N: '1' } };
const added = { eventName: 'INSERT', dynamodb: told('7', { NewImage: image }) };
const rewritten = {
  eventName: 'MODIFY',
  dynamodb: told('8', { OldImage: image, NewImage: { ...image, actor: { M: { name: { S: 'Bruno' } } } } }),
};
const huge = { huge: { N: '1'.repeat(38) } };
const foreign = { eventName: 'INSERT', dynamodb: told('9', { NewImage: huge }) };

function told(SequenceNumber: string, images: object) {
  return { SequenceNumber, ApproximateCreationDateTime: 1796628600, Keys, ...images };
}

function archive() {
  const kept: ArchivedChange[][] = [];
  const alarms: string[] = [];
  const ports = {
    archive: { keep: async (changes: readonly ArchivedChange[]) => void kept.push([...changes]) },
    alarm: (what: UnexpectedChange, place: string) => void alarms.push(`${what} ${place}`),
  };
  return { kept, alarms, ports };
}

test('a batch is kept as one, in its order, with the images as the stream has them', async () => {
  const { kept, alarms, ports } = archive();
  await archiveChanges(
    ports,
    streamedChanges({ Records: [added, { ...added, dynamodb: told('8', { NewImage: image }) }] }),
  );
  expect(kept).toEqual([
    ['7', '8'].map((S) => ({
      Metadata: {
        EventName: { S: 'INSERT' },
        SequenceNumber: { S },
        ApproximateCreationDateTime: { N: '1796628600' },
      },
      Keys,
      NewImage: image,
    })),
  ]);
  expect(alarms).toEqual([]);
});

test('a reveal that somebody rewrote is kept as it was and as it is, and a person is called', async () => {
  const { kept, alarms, ports } = archive();
  await archiveChanges(ports, streamedChanges({ Records: [added, rewritten] }));
  expect(kept[0]?.[1]?.OldImage).toEqual(image);
  expect(kept[0]?.[1]?.NewImage).toMatchObject({ actor: { M: { name: { S: 'Bruno' } } } });
  expect(alarms).toEqual(['changed 8']);
});

test('a row that is no record, nor can be read, is kept to the letter between the others', async () => {
  const { kept, alarms, ports } = archive();
  await archiveChanges(ports, streamedChanges({ Records: [added, foreign, rewritten] }));
  expect(kept[0]?.map(({ Metadata }) => Metadata.SequenceNumber.S)).toEqual(['7', '9', '8']);
  expect(kept[0]?.[1]?.NewImage).toEqual(huge);
  expect(alarms).toEqual(['foreign 9', 'changed 8']);
});

test('a bucket that takes nothing is an error, and does not silence the alarm', async () => {
  const { alarms, ports } = archive();
  const broken = {
    ...ports,
    archive: {
      keep: async () => {
        throw new Error('no bucket');
      },
    },
  };
  await expect(archiveChanges(broken, streamedChanges({ Records: [rewritten] }))).rejects.toThrow('no bucket');
  expect(alarms).toEqual(['changed 8']);
});

test('nothing is kept of nothing', async () => {
  const { kept, ports } = archive();
  await archiveChanges(ports, []);
  expect(kept).toEqual([]);
});

test('an event that no stream of a table tells is refused as a whole', () => {
  expect(() => streamedChanges({ Records: [added, { eventName: 'INSERT' }] })).toThrow();
});
