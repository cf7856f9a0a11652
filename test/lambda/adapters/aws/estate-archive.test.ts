import { S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { estateArchive } from '../../../../lambda/adapters/aws/estate-archive.ts';

const HASH = 'a'.repeat(64);

/** S3 as far as it goes: objects by key, and what it refuses. */
function bucket(refusal?: string) {
  const objects = new Map<string, string>();
  const fail = (name: string) => new S3ServiceException({ name, $fault: 'client', $metadata: {} });
  const send = async ({ input }: { readonly input: Record<string, unknown> }) => {
    const { Key, Body, IfNoneMatch } = input;
    if (refusal !== undefined) throw fail(refusal);
    if (Body === undefined) {
      const found = objects.get(String(Key));
      if (found === undefined) throw fail('NoSuchKey');
      return { Body: { transformToString: async () => found } };
    }
    if (IfNoneMatch === '*' && objects.has(String(Key))) throw fail('PreconditionFailed');
    objects.set(String(Key), String(Body));
    return {};
  };
  return { objects, archive: estateArchive(Object(Object.assign(Object.create(null), { send })), 'bucket') };
}

test('an estate is stored under its hash, once, and read again', async () => {
  const { objects, archive } = bucket();
  await archive.store(HASH, '{"a":1}');
  await archive.store(HASH, '{"a":2}');
  expect([...objects]).toEqual([[`estates/${HASH}.json`, '{"a":1}']]);
  expect(await archive.read(HASH)).toEqual({ a: 1 });
});

test('one that is not there, or cannot be read, is told as that', async () => {
  const { objects, archive } = bucket();
  expect(await archive.read(HASH)).toBeUndefined();
  objects.set(`estates/${HASH}.json`, 'no JSON');
  expect(await archive.read(HASH)).toBeUndefined();
  expect(await bucket('AccessDenied').archive.read(HASH)).toBeUndefined();
});

test('another error is one: it is tried again', async () => {
  const { archive } = bucket('SlowDown');
  await expect(archive.read(HASH)).rejects.toThrow();
  await expect(archive.store(HASH, '{}')).rejects.toThrow();
});
