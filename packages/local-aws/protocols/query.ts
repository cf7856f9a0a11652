import { AwsError, type JsonObject } from '../service.ts';
import { header, type Protocol, type WireResponse } from './wire.ts';
import { writeXml } from './xml.ts';

const namespaces: Readonly<Record<string, string>> = {
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  ses: 'http://ses.amazonaws.com/doc/2010-12-01/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** Members that are numbers: on the wire everything is text. */
const NUMBERS = new Set(['DurationSeconds', 'MaxItems']);
/** Members of answers that are timestamps; services may give them as seconds since 1970. */
const TIMESTAMPS = new Set(['Expiration']);

/** The Query protocol, as CloudFormation, SES (version 1) and STS speak it: a form in, XML out. */
export const queryProtocol: Protocol = {
  speaks: ({ headers }) => (header(headers, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded'),
  decode({ body }, service) {
    const namespace = namespaces[service];
    const parameters = new URLSearchParams(body.toString('utf8'));
    const action = parameters.get('Action') ?? '';
    if (namespace === undefined || action === '') {
      throw new AwsError(
        'InvalidAction',
        `The local cloud doesn't support '${service}:${action}' in the Query protocol.`,
      );
    }
    parameters.delete('Action');
    parameters.delete('Version');
    return {
      service,
      action,
      input: decodeParameters(parameters),
      encode: (output, requestId) => {
        const result = `<${action}Result>${writeXml(withTimestamps(output), 'member')}</${action}Result>`;
        const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
        return xml(200, `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`, requestId);
      },
      encodeError,
    };
  },
  encodeError,
};

function encodeError(error: AwsError, requestId: string): WireResponse {
  const described = {
    Type: error.httpStatus < 500 ? 'Sender' : 'Receiver',
    Code: error.code,
    Message: error.message,
    ...error.fields,
  };
  const body = writeXml({ Error: described, RequestId: requestId }, 'member');
  return xml(error.httpStatus, `<ErrorResponse>${body}</ErrorResponse>`, requestId);
}

const xml = (status: number, body: string, requestId: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body: `<?xml version="1.0"?>${body}`,
});

const withTimestamps = (output: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(output).map(([name, value]) => {
      return [name, TIMESTAMPS.has(name) && typeof value === 'number' ? new Date(value * 1000) : value];
    }),
  );

/** A part of a form: either a value, or parts by name, which are numbers from 1 on under `member`. */
interface Part {
  value?: string;
  readonly parts: Map<string, Part>;
}

/** `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }` */
function decodeParameters(parameters: URLSearchParams): JsonObject {
  const root: Part = { parts: new Map() };
  for (const [path, value] of parameters) {
    let part = root;
    for (const name of path.split('.')) {
      const next: Part = part.parts.get(name) ?? { parts: new Map() };
      part.parts.set(name, next);
      part = next;
    }
    part.value = value;
  }
  return members(root);
}

const members = ({ parts }: Part): JsonObject =>
  Object.fromEntries([...parts].map(([name, part]) => [name, decodePart(name, part)] as const));

function decodePart(name: string, part: Part): unknown {
  const list = part.parts.get('member');
  if (list !== undefined) {
    return [...list.parts].sort(([a], [b]) => Number(a) - Number(b)).map(([, each]) => decodePart('member', each));
  }
  if (part.parts.size > 0) return members(part);
  return NUMBERS.has(name) ? Number(part.value) : (part.value ?? '');
}
