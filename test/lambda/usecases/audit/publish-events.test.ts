import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { streamedRecords } from '../../../../lambda/adapters/aws/dynamodb/audit/streamed-records.ts';
import { nextRecord } from '../../../../lambda/domain/audit/audit-chain.ts';
import { type AuditRecord, auditRecordSchema } from '../../../../lambda/domain/audit/audit-record.ts';
import { publishEvents } from '../../../../lambda/usecases/audit/publish-events.ts';
import { CONTOSO, estate } from '../in-memory.ts';

const records: AuditRecord[] = [];
for (let n = 0; n < 4; n += 1) {
  const fact = {
    action: 'reset.proven',
    outcome: 'success',
    time: '2026-12-07T07:30:00.000Z',
    actor: { kind: 'system', name: 'verify-reset' },
    component: 'verify-reset',
    tenantId: CONTOSO,
    accountId: 'a',
  } as const;
  records.push(auditRecordSchema.parse(nextRecord(records.at(-1), fact)));
}
const event = (eventName: string, record: AuditRecord, n: number) => ({
  eventName,
  eventSource: 'aws:dynamodb',
  dynamodb: {
    SequenceNumber: `s${n}`,
    ApproximateCreationDateTime: 1796628600,
    NewImage: marshall(record, { removeUndefinedValues: true }),
    Keys: {},
  },
});
const stream = (eventName = 'INSERT') => ({ Records: records.map((each, n) => event(eventName, each, n)) });

test('each record that was added becomes an event, in its order, with the name of its tenant', async () => {
  const sent: string[] = [];
  const target = {
    send: async (events: readonly { readonly id: string; readonly data: Readonly<Record<string, unknown>> }[]) => {
      sent.push(...events.map(({ id, data }) => `${id} ${data.tenantName}`));
      return events.length;
    },
  };
  expect(await publishEvents({ target, estate, source: '/s' }, streamedRecords(stream()))).toBeUndefined();
  expect(sent).toEqual([1, 2, 3, 4].map((n) => `${CONTOSO}#a/${n} Contoso Ltd`));
});

test('from the first that was not taken, all come again', async () => {
  const target = { send: async () => 2 };
  expect(await publishEvents({ target, estate, source: '/s' }, streamedRecords(stream()))).toBe('s2');
});

test('what was changed or removed is nothing to publish, and an empty batch calls nobody', async () => {
  const target = {
    send: async (): Promise<number> => {
      throw new Error('nobody is called');
    },
  };
  for (const name of ['MODIFY', 'REMOVE']) {
    expect(await publishEvents({ target, estate, source: '/s' }, streamedRecords(stream(name)))).toBeUndefined();
  }
});

test('a row that is no audit record is an error, and its content is in none', () => {
  const strange = {
    Records: [
      {
        eventName: 'INSERT',
        dynamodb: {
          SequenceNumber: '1',
          ApproximateCreationDateTime: 1796628600,
          Keys: {},
          NewImage: { password: { S: 'secret!' } },
        },
      },
    ],
  };
  expect(() => streamedRecords(strange)).toThrow(/new audit row|audit row/);
  expect(() => streamedRecords(strange)).not.toThrow(/secret!/);
});
