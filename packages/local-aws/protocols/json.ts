import * as z from 'zod';
import { AwsError, type JsonObject } from '../service.ts';
import { header, type Protocol, type WireResponse } from './wire.ts';

/** What `X-Amz-Target` begins with → the service as IAM names it. */
const targets: Readonly<Record<string, string>> = {
  AWSEvents: 'events',
  AWSStepFunctions: 'states',
  AmazonSQS: 'sqs',
  DynamoDB_20120810: 'dynamodb',
  ServiceQuotasV20190624: 'servicequotas',
  TrentService: 'kms',
  secretsmanager: 'secretsmanager',
};

const jsonObject = z.record(z.string(), z.unknown());

/** AWS JSON 1.0 and 1.1, as the SDK's clients for DynamoDB, KMS, Secrets Manager, SQS and Step Functions speak it. */
export const jsonProtocol: Protocol = {
  speaks: ({ headers }) => headers['x-amz-target'] !== undefined,
  decode({ headers, body }) {
    const target = header(headers, 'x-amz-target') ?? '';
    const [prefix = '', action = ''] = target.split('.');
    const service = targets[prefix];
    if (service === undefined) {
      throw new AwsError('UnknownOperationException', `The local cloud doesn't support ${target}.`);
    }
    const contentType = header(headers, 'content-type') ?? 'application/x-amz-json-1.0';
    return {
      service,
      action,
      input: parse(body),
      encode: (output, requestId) => ({
        status: 200,
        headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
        body: stringify(output),
      }),
      encodeError: (error, requestId) => encodeError(error, requestId, contentType, service),
    };
  },
  encodeError: (error, requestId) => encodeError(error, requestId, 'application/x-amz-json-1.0'),
};

function encodeError(error: AwsError, requestId: string, contentType: string, service?: string): WireResponse {
  return {
    status: error.httpStatus,
    headers: {
      'content-type': contentType,
      'x-amzn-requestid': requestId,
      // SQS still tells the name that its errors had in the Query protocol.
      ...(service === 'sqs'
        ? { 'x-amzn-query-error': `${error.code};${error.httpStatus < 500 ? 'Sender' : 'Receiver'}` }
        : {}),
    },
    body: stringify({ __type: error.code, message: error.message, ...error.fields }),
  };
}

function parse(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  try {
    return jsonObject.parse(JSON.parse(body.toString('utf8')));
  } catch {
    throw new AwsError('SerializationException', 'The request body is no JSON object.');
  }
}

/** JSON as AWS writes it: timestamps are seconds since 1970, binary values base64. */
function stringify(output: JsonObject): string {
  return JSON.stringify(plain(output));
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
