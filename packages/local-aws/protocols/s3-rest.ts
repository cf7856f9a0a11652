import { AwsError, type JsonObject } from '../service.ts';
import { readUpload } from './s3-body.ts';
import { header, type Protocol, type WireRequest, type WireResponse } from './wire.ts';
import { writeXml } from './xml.ts';

/** Header of a request → member of the input, for those that are taken over as they are. */
const inputHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-type': 'ContentType',
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  'x-amz-expected-bucket-owner': 'ExpectedBucketOwner',
  'x-amz-object-lock-mode': 'ObjectLockMode',
  'x-amz-object-lock-retain-until-date': 'ObjectLockRetainUntilDate',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
};

/** Member of an answer → its header. */
const outputHeaders: Readonly<Record<string, string>> = {
  CacheControl: 'cache-control',
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumType: 'x-amz-checksum-type',
  ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding',
  ContentType: 'content-type',
  ETag: 'etag',
  ObjectLockMode: 'x-amz-object-lock-mode',
  ObjectLockRetainUntilDate: 'x-amz-object-lock-retain-until-date',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  VersionId: 'x-amz-version-id',
};

/** Headers that change nothing, or that reading the upload looks at. */
const WITHOUT_EFFECT =
  /^x-amz-(checksum-.+|content-sha256|date|decoded-content-length|sdk-checksum-algorithm|security-token|trailer|user-agent)$/;

interface Operation {
  readonly action: string;
  /** Parameters of the address → members of the input. */
  readonly parameters: Readonly<Record<string, string>>;
}

const operations: Readonly<Record<string, Operation>> = {
  'PUT key': { action: 'PutObject', parameters: {} },
  'GET key': { action: 'GetObject', parameters: { versionId: 'VersionId' } },
  'HEAD key': { action: 'HeadObject', parameters: { versionId: 'VersionId' } },
  'GET bucket': {
    action: 'ListObjectsV2',
    parameters: {
      'continuation-token': 'ContinuationToken',
      delimiter: 'Delimiter',
      'encoding-type': 'EncodingType',
      'fetch-owner': 'FetchOwner',
      'max-keys': 'MaxKeys',
      prefix: 'Prefix',
      'start-after': 'StartAfter',
    },
  },
};

/** S3's REST and XML with the bucket in the path, which the SDK uses for endpoints that are IP addresses. */
export const s3Protocol: Protocol = {
  speaks: (_, service) => service === 's3',
  decode(request) {
    const { method, url, headers } = request;
    const [bucket = '', ...key] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const at = key.join('/') === '' ? 'bucket' : 'key';
    const operation = bucket === '' ? undefined : operations[`${method} ${at}`];
    if (operation === undefined) throw notImplemented(`${method} ${url.pathname}`);
    const { action } = operation;
    if (action === 'ListObjectsV2' && url.searchParams.get('list-type') !== '2')
      throw notImplemented('listing, version 1,');
    const input = {
      Bucket: bucket,
      ...(at === 'key' ? { Key: key.join('/') } : {}),
      ...fromParameters(url.searchParams, operation),
      ...fromHeaders(headers),
      ...(action === 'PutObject' ? uploaded(request) : {}),
    };
    return {
      service: 's3',
      action,
      input,
      encode: (output, requestId) =>
        action === 'ListObjectsV2' ? encodeList(output, requestId, url) : encodeObject(output, requestId),
      encodeError: (error, requestId) => encodeError(error, requestId, method),
    };
  },
  encodeError: (error, requestId) => encodeError(error, requestId),
};

const notImplemented = (what: string) => new AwsError('NotImplemented', `The local S3 doesn't support ${what}.`, 501);

function fromParameters(given: URLSearchParams, { parameters }: Operation): JsonObject {
  const input: JsonObject = {};
  for (const [name, value] of given) {
    if (name === 'x-id' || name === 'list-type') continue;
    const member = parameters[name];
    if (member === undefined) throw notImplemented(`the parameter '${name}'`);
    input[member] = member === 'MaxKeys' ? Number(value) : value;
  }
  return input;
}

function fromHeaders(headers: WireRequest['headers']): JsonObject {
  const input: JsonObject = {};
  const metadata: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = header(headers, name) ?? '';
    const member = inputHeaders[name];
    if (member !== undefined) input[member] = value;
    else if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = value;
    else if (name === 'range' || (name.startsWith('x-amz-') && !WITHOUT_EFFECT.test(name))) {
      throw notImplemented(`the header '${name}'`);
    }
  }
  return Object.keys(metadata).length === 0 ? input : { ...input, Metadata: metadata };
}

function uploaded(request: WireRequest): JsonObject {
  const { content, crc32 } = readUpload(request);
  const encodings =
    header(request.headers, 'content-encoding')
      ?.split(',')
      .map((each) => each.trim()) ?? [];
  const encoding = encodings.filter((each) => each !== 'aws-chunked').join(',');
  return {
    Body: content.toString('base64'),
    ...(crc32 === undefined ? {} : { ChecksumCRC32: crc32 }),
    ...(encoding === '' ? {} : { ContentEncoding: encoding }),
  };
}

function encodeObject(output: JsonObject, requestId: string): WireResponse {
  const headers: Record<string, string> = { 'x-amz-request-id': requestId };
  for (const [member, name] of Object.entries(outputHeaders)) {
    const value = output[member];
    if (value !== undefined && value !== null)
      headers[name] = value instanceof Date ? value.toISOString() : String(value);
  }
  const modified = dateOf(output.LastModified);
  if (modified !== undefined) headers['last-modified'] = modified.toUTCString();
  if (typeof output.Metadata === 'object') {
    for (const [name, value] of Object.entries(output.Metadata ?? {})) headers[`x-amz-meta-${name}`] = String(value);
  }
  if (output.Body === undefined && typeof output.ContentLength === 'number') {
    headers['content-length'] = String(output.ContentLength);
  }
  const body =
    output.Body instanceof Uint8Array ? Buffer.from(output.Body) : Buffer.from(String(output.Body ?? ''), 'base64');
  return { status: 200, headers, body };
}

/** A timestamp as services may give it: a date, ISO 8601, or seconds since 1970. */
function dateOf(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  if (typeof value === 'number') return new Date(value * 1000);
  return typeof value === 'string' ? new Date(value) : undefined;
}

function encodeList(output: JsonObject, requestId: string, url: URL): WireResponse {
  const encoded = url.searchParams.get('encoding-type') === 'url';
  const text = (value: unknown) =>
    encoded && typeof value === 'string' ? encodeURIComponent(value).replace(/%2F/g, '/') : value;
  const { Contents, CommonPrefixes, Prefix, Delimiter, StartAfter, ...rest } = output;
  const each = (list: unknown, change: (item: JsonObject) => JsonObject) =>
    Array.isArray(list) ? list.map((item: JsonObject) => change(item)) : undefined;
  const body = writeXml(
    {
      ...rest,
      Prefix: text(Prefix),
      Delimiter: text(Delimiter),
      StartAfter: text(StartAfter),
      EncodingType: encoded ? 'url' : undefined,
      Contents: each(Contents, (item) => ({ ...item, Key: text(item.Key), LastModified: dateOf(item.LastModified) })),
      CommonPrefixes: each(CommonPrefixes, (item) => ({ Prefix: text(item.Prefix) })),
    },
    'repeated',
  );
  const document = `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${body}</ListBucketResult>`;
  return xml(200, document, requestId);
}

function encodeError(error: AwsError, requestId: string, method?: string): WireResponse {
  const described = { Code: error.code, Message: error.message, ...error.fields, RequestId: requestId };
  const response = xml(error.httpStatus, `<Error>${writeXml(described, 'repeated')}</Error>`, requestId);
  return method === 'HEAD' ? { ...response, body: '' } : response;
}

const xml = (status: number, body: string, requestId: string): WireResponse => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});
