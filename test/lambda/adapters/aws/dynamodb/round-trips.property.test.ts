import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { auditRow, chainHeadRow } from '../../../../../lambda/adapters/aws/dynamodb/audit/audit-rows.ts';
import { linkRow, retirementRow } from '../../../../../lambda/adapters/aws/dynamodb/credential/credential-rows.ts';
import { exposureRow, seerRow } from '../../../../../lambda/adapters/aws/dynamodb/credential/exposure-rows.ts';
import {
  cycleRow,
  exclusionRow,
  proposalRow,
  tenantRow,
} from '../../../../../lambda/adapters/aws/dynamodb/cycle/cycle-rows.ts';
import { lockRow, lockSchema } from '../../../../../lambda/adapters/aws/dynamodb/rotation/account-locks.ts';
import { pauseRow } from '../../../../../lambda/adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationRow } from '../../../../../lambda/adapters/aws/dynamodb/rotation/rotation-row.ts';
import type { Attributes, RowKind } from '../../../../../lambda/adapters/aws/dynamodb/row-kind.ts';
import { pendingSignInRow, webSessionRow } from '../../../../../lambda/adapters/aws/dynamodb/sessions/session-rows.ts';
import { excludedAccountSchema, plannedAccountSchema } from '../../../../../lambda/domain/accounts/account.ts';
import { auditRecordSchema, chainHeadSchema } from '../../../../../lambda/domain/audit/audit-record.ts';
import { exposureSchema, seerSchema } from '../../../../../lambda/domain/credential/exposure.ts';
import { approvalsLinkSchema, credentialLinkSchema } from '../../../../../lambda/domain/credential/link.ts';
import { retirementSchema } from '../../../../../lambda/domain/credential/retirement.ts';
import { cycleSchema, tenantInCycleSchema } from '../../../../../lambda/domain/cycle/cycle.ts';
import { messageSchema } from '../../../../../lambda/domain/cycle/message.ts';
import { pauseSchema } from '../../../../../lambda/domain/rotation/pause.ts';
import { rotationSchema } from '../../../../../lambda/domain/rotation/rotation.ts';
import { pendingSignInSchema, webSessionSchema } from '../../../../../lambda/domain/sessions/session.ts';
import { arbitraryOf } from './arbitrary-of.ts';
import { type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

/** Every value makes a round trip over HTTP, which takes long where the machine is busy. */
const TIMEOUT_MS = 60_000;

const KEY = { pk: 'any', sk: 'row' };

/** Whoever only reads may be given what could be changed. */
interface Kind<T> extends Pick<RowKind<T>, 'read'> {
  write(value: T): Attributes;
}

async function writtenAndRead<T>(kind: Kind<T>, value: T, more: Attributes = {}): Promise<T> {
  const { client, state } = cloud.tables;
  await client.send(new PutCommand({ TableName: state, Item: { ...KEY, ...kind.write(value), ...more } }));
  const { Item = {} } = await client.send(new GetCommand({ TableName: state, Key: KEY }));
  return kind.read(Item);
}

function survives<T>(name: string, kind: Kind<T>, schema: z.ZodType<T>): void {
  test(
    `${name}: read as it was written`,
    () =>
      fc.assert(
        fc.asyncProperty(arbitraryOf(schema), async (value) => {
          expect(await writtenAndRead(kind, value)).toEqual(value);
        }),
        { numRuns: 25 },
      ),
    TIMEOUT_MS,
  );

  test(
    `${name}: a field of a newer release is left out`,
    () =>
      fc.assert(
        fc.asyncProperty(arbitraryOf(schema), async (value) => {
          expect(await writtenAndRead(kind, value, { surprise: 1 })).toEqual(value);
        }),
        { numRuns: 2 },
      ),
    TIMEOUT_MS,
  );
}

describe('through the table', () => {
  survives('rotation', rotationRow, rotationSchema);
  survives('account lock', lockRow, lockSchema);
  survives('pause', pauseRow, z.strictObject({ pause: pauseSchema.optional() }));
  survives('cycle', cycleRow, cycleSchema);
  survives('tenant', tenantRow, tenantInCycleSchema);
  survives('exclusion', exclusionRow, excludedAccountSchema);
  survives('proposal', proposalRow, plannedAccountSchema);
  survives('link', linkRow, z.discriminatedUnion('purpose', [approvalsLinkSchema, credentialLinkSchema]));
  survives('retirement', retirementRow, retirementSchema);
  survives('exposure', exposureRow, exposureSchema);
  survives('person who has seen a password', seerRow, seerSchema);
  survives('chain head', chainHeadRow, chainHeadSchema);
  survives('audit record', auditRow, auditRecordSchema);
  survives('web session', webSessionRow, webSessionSchema);
  survives('sign-in', pendingSignInRow, pendingSignInSchema);
});

test('through the queue, a message is read as it was written', () =>
  fc.assert(
    fc.property(arbitraryOf(messageSchema), (message) => {
      expect(messageSchema.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
    }),
  ));
