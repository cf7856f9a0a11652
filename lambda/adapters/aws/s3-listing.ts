import { type ListObjectsV2CommandInput, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** All objects of a listing, in the order of their keys. */
export async function* objectsUnder(
  client: S3Client,
  listing: ListObjectsV2CommandInput,
): AsyncGenerator<{ readonly key: string; readonly modified: Date | undefined }> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, listing)) {
    for (const { Key, LastModified } of Contents) if (Key !== undefined) yield { key: Key, modified: LastModified };
  }
}

/** All folders of a listing with a delimiter, each with the delimiter at its end. */
export async function* foldersUnder(client: S3Client, listing: ListObjectsV2CommandInput): AsyncGenerator<string> {
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client }, listing)) {
    for (const { Prefix } of CommonPrefixes) if (Prefix !== undefined) yield Prefix;
  }
}
