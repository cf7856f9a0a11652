import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { underOwnName } from '@m365-rotation/loopback';
import { type Callers, readSignature } from './callers.ts';
import { ResponseLost } from './faults.ts';
import { jsonProtocol } from './protocols/json.ts';
import { lambdaProtocol } from './protocols/lambda-rest.ts';
import { queryProtocol } from './protocols/query.ts';
import { s3Protocol } from './protocols/s3-rest.ts';
import { sesProtocol } from './protocols/ses-rest.ts';
import { header, type Protocol, type WireRequest, type WireResponse } from './protocols/wire.ts';
import { AwsError, type Dispatch } from './service.ts';

/** More than any service takes in one call here. */
const LARGEST_BODY_BYTES = 16 * 1024 * 1024;

const protocols: readonly Protocol[] = [s3Protocol, lambdaProtocol, sesProtocol, jsonProtocol, queryProtocol];

export interface EndpointSetting {
  readonly callers: Callers;
  readonly dispatch: Dispatch;
  /** Told of errors that are faults of the local cloud itself. */
  onFailure(error: unknown): void;
}

/**
 * Makes a server the one AWS endpoint: it tells services and protocols apart by header, path and signature, and callers
 * by their access key ids. Signatures are not verified.
 */
export function serveAws(server: Server, setting: EndpointSetting): void {
  // The SDK keeps connections; a server that closes them first would break calls that are just being sent.
  server.keepAliveTimeout = 0;
  server.on(
    'request',
    underOwnName((request, response) => {
      answer(request, setting).then(
        (wire) => send(response, wire),
        () => response.destroy(),
      );
    }),
  );
}

async function answer(
  message: IncomingMessage,
  { callers, dispatch, onFailure }: EndpointSetting,
): Promise<WireResponse> {
  const requestId = randomUUID();
  const request = await read(message);
  let encoder: Pick<Protocol, 'encodeError'> = protocols.find((each) => each.speaks(request, '')) ?? jsonProtocol;
  try {
    const { accessKeyId, service } = readSignature(header(request.headers, 'authorization'));
    const protocol = protocols.find((each) => each.speaks(request, service));
    if (protocol === undefined) {
      const { method, url } = request;
      throw new AwsError(
        'UnknownOperationException',
        `The local cloud doesn't support ${service}: ${method} ${url.pathname}.`,
        404,
      );
    }
    encoder = protocol;
    const call = protocol.decode(request, service);
    encoder = call;
    const principal = callers.principalOf(accessKeyId, header(request.headers, 'x-amz-security-token'));
    const output = await dispatch({ service: call.service, action: call.action, input: call.input, principal });
    return call.encode(output, requestId);
  } catch (error) {
    if (error instanceof ResponseLost) throw error;
    if (!(error instanceof AwsError)) onFailure(error);
    const told =
      error instanceof AwsError ? error : new AwsError('InternalFailure', `The local cloud failed: ${error}`, 500);
    return encoder.encodeError(told, requestId);
  }
}

async function read(message: IncomingMessage): Promise<WireRequest> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message) {
    size += part.length;
    if (size > LARGEST_BODY_BYTES) throw new Error('request body too large');
    parts.push(part);
  }
  return {
    method: message.method ?? 'GET',
    url: new URL(message.url ?? '/', 'http://127.0.0.1'),
    headers: message.headers,
    body: Buffer.concat(parts),
  };
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers });
  response.end(body);
}
