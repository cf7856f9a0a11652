import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { canonicalJson, sha256 } from '../../domain/audit/audit-chain.ts';
import { storedSealSchema } from '../../domain/audit/seal.ts';
import type { SealStore } from '../../ports/audit.ts';
import type { Now } from '../../ports/clock.ts';
import { StaleState } from '../../ports/rotation.ts';
import type { Tables } from './dynamodb/audit/audited-transaction.ts';
import { readRow } from './dynamodb/reading.ts';
import { rowKind } from './dynamodb/row-kind.ts';
import { key } from './dynamodb/state-keys.ts';

const ZEROS = '0'.repeat(64);

/** A cycle that does not finish its turn loses it after this time, which is longer than any function runs. */
const TURN_SECONDS = 20 * 60;

const lastSealSchema = z.strictObject({
  hash: z.string(),
  /** The cycle whose turn it is to seal. Seals form a chain, so two cycles that end together go one after the other. */
  turn: z.strictObject({ cycleId: z.string(), since: z.int() }).optional(),
});
type LastSeal = z.output<typeof lastSealSchema>;
const lastSealRow = rowKind({ name: 'last seal', value: lastSealSchema });

export interface SealStoreParts {
  readonly tables: Tables;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly signingKeyId: string;
  readonly now: Now;
}

/** Seals lie in the locked bucket as `seals/<cycle id>.json`: `{seal, hash, signature (DER, base64), keyId}`. */
export function sealStore(parts: SealStoreParts): SealStore {
  const last = async (): Promise<LastSeal> =>
    (await readRow(parts.tables, key.lastSeal(), lastSealRow)) ?? { hash: ZEROS };
  return {
    latestHash: async () => (await last()).hash,

    async seal(seal) {
      const stored = await find(parts, seal.cycleId);
      const before = await last();
      if (stored !== undefined) {
        // An earlier run stored the seal, and may have stopped before it recorded the hash.
        if (before.hash === stored.seal.previousSeal) await move(parts, before, { hash: stored.hash });
        return { hash: stored.hash, chains: stored.seal.heads.length };
      }
      if (before.hash !== seal.previousSeal) throw new StaleState('another cycle was sealed meanwhile');
      const nowSeconds = Math.floor(parts.now().getTime() / 1000);
      const isOthersTurn = before.turn !== undefined && before.turn.cycleId !== seal.cycleId;
      if (isOthersTurn && nowSeconds - (before.turn?.since ?? 0) < TURN_SECONDS) {
        throw new StaleState('another cycle is being sealed');
      }
      const mine = { hash: before.hash, turn: { cycleId: seal.cycleId, since: nowSeconds } };
      await move(parts, before, mine);
      const hash = sha256(canonicalJson(seal));
      await put(parts, seal.cycleId, { seal, hash, ...(await sign(parts, hash)) });
      await move(parts, mine, { hash });
      return { hash, chains: seal.heads.length };
    },
  };
}

async function sign({ kms, signingKeyId }: SealStoreParts, hash: string) {
  const { Signature, KeyId } = await kms.send(
    new SignCommand({
      KeyId: signingKeyId,
      Message: Buffer.from(hash, 'hex'),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    }),
  );
  if (Signature === undefined) throw new Error('KMS gave no signature');
  return { signature: Buffer.from(Signature).toString('base64'), keyId: KeyId ?? signingKeyId };
}

const objectOf = (cycleId: string) => `seals/${cycleId}.json`;

async function put({ s3, bucket }: SealStoreParts, cycleId: string, content: object): Promise<void> {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: objectOf(cycleId),
    Body: `${JSON.stringify(content, null, 2)}\n`,
    ContentType: 'application/json',
    IfNoneMatch: '*',
  });
  try {
    await s3.send(command);
  } catch (error) {
    // The seal is there: stored by this call, whose answer got lost, or by another run. The next try finds it.
    const exists = error instanceof S3ServiceException && EXISTS.has(error.name);
    throw exists ? new StaleState('the seal was stored meanwhile', { cause: error }) : error;
  }
}

/** S3's errors for an object that exists where a new one is required. */
const EXISTS: ReadonlySet<string> = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

async function find({ s3, bucket }: SealStoreParts, cycleId: string) {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: objectOf(cycleId) }));
    return storedSealSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** Compare and set: the second of two writers gets `StaleState`. */
async function move({ tables }: SealStoreParts, from: LastSeal, to: LastSeal): Promise<void> {
  const first = from.hash === ZEROS && from.turn === undefined;
  try {
    await tables.client.send(
      new PutCommand({
        TableName: tables.state,
        Item: { ...key.lastSeal(), ...to },
        ExpressionAttributeNames: {
          '#hash': 'hash',
          ...(first ? {} : { '#turn': 'turn' }),
          ...(from.turn === undefined ? {} : { '#since': 'since', '#cycleId': 'cycleId' }),
        },
        ...(first
          ? { ConditionExpression: 'attribute_not_exists(#hash)' }
          : from.turn === undefined
            ? {
                ConditionExpression: '#hash = :hash AND attribute_not_exists(#turn)',
                ExpressionAttributeValues: { ':hash': from.hash },
              }
            : {
                ConditionExpression: '#hash = :hash AND #turn.#since = :since AND #turn.#cycleId = :cycleId',
                ExpressionAttributeValues: {
                  ':hash': from.hash,
                  ':since': from.turn.since,
                  ':cycleId': from.turn.cycleId,
                },
              }),
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new StaleState('another cycle is being sealed');
    throw error;
  }
}
