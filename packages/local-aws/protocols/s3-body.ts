import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../service.ts';
import { header, type WireRequest } from './wire.ts';

/** The content of an upload, and the CRC32 that the caller computed of it. */
export interface Upload {
  readonly content: Buffer;
  /** Base64. */
  readonly crc32?: string;
}

/**
 * Takes the content out of an upload: as it is, or out of `aws-chunked` framing with a trailer, which the SDK uses for
 * streams. Checks the sums that came with it.
 *
 * @throws {AwsError} `BadDigest` if a sum is wrong, `NotImplemented` for other sums and signed chunks
 */
export function readUpload(request: WireRequest): Upload {
  const given = (name: string) => header(request.headers, name);
  const chunked =
    given('content-encoding')
      ?.split(',')
      .some((each) => each.trim() === 'aws-chunked') ?? false;
  const signing = given('x-amz-content-sha256') ?? '';
  if (chunked !== signing.startsWith('STREAMING-') || signing.startsWith('STREAMING-AWS4')) {
    throw new AwsError('NotImplemented', `The local S3 doesn't support uploads with ${signing}.`, 501);
  }
  const { content, trailers } = chunked
    ? unframe(request.body)
    : { content: request.body, trailers: new Map<string, string>() };
  const declared = Number(given('x-amz-decoded-content-length') ?? content.length);
  if (declared !== content.length)
    throw new AwsError('IncompleteBody', `Expected ${declared} bytes, got ${content.length}.`);
  const sums = [...checksums(Object.entries(request.headers)), ...checksums(trailers)];
  const unknown = sums.find(([name]) => name !== 'x-amz-checksum-crc32');
  if (unknown !== undefined) throw new AwsError('NotImplemented', `The local S3 doesn't support ${unknown[0]}.`, 501);
  const expected = sums[0]?.[1];
  const md5 = given('content-md5');
  const wrongMd5 = md5 !== undefined && md5 !== createHash('md5').update(content).digest('base64');
  if (wrongMd5 || (expected !== undefined && expected !== crc32Base64(content))) {
    throw new AwsError('BadDigest', 'The checksum that you sent does not match what the server computed.');
  }
  return { content, ...(expected === undefined ? {} : { crc32: expected }) };
}

function crc32Base64(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString('base64');
}

function checksums(entries: Iterable<readonly [string, unknown]>): [string, string][] {
  return [...entries].flatMap(([name, value]): [string, string][] =>
    /^x-amz-checksum-(?!mode$|type$)/.test(name) && typeof value === 'string' ? [[name, value]] : [],
  );
}

/** `<size in hex>\r\n<bytes>\r\n` again and again, ended by size 0 and the trailer's headers. */
function unframe(body: Buffer): { readonly content: Buffer; readonly trailers: ReadonlyMap<string, string> } {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const size = end < 0 ? Number.NaN : Number.parseInt(body.toString('latin1', at, end), 16);
    if (!Number.isInteger(size)) throw new AwsError('IncompleteBody', 'The upload ends in the middle of its framing.');
    at = end + 2;
    if (size === 0) break;
    parts.push(body.subarray(at, at + size));
    at += size + 2;
  }
  const lines = body
    .toString('latin1', at)
    .split('\r\n')
    .filter((line) => line !== '');
  const trailers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { content: Buffer.concat(parts), trailers: new Map(trailers) };
}
