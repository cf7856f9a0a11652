import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError, JsonObject } from '../service.ts';

/** A request as it came over HTTP. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One request, understood: what is called, and how to answer in the caller's protocol. */
export interface WireCall {
  readonly service: string;
  readonly action: string;
  readonly input: JsonObject;
  encode(output: JsonObject, requestId: string): WireResponse;
  encodeError(error: AwsError, requestId: string): WireResponse;
}

export interface Protocol {
  /** Whether a request speaks this protocol; `service` is the one that its signature is for. */
  speaks(request: WireRequest, service: string): boolean;
  /** @throws {AwsError} for a request of this protocol that isn't supported */
  decode(request: WireRequest, service: string): WireCall;
  /** How an error is told before the call is understood. */
  encodeError(error: AwsError, requestId: string): WireResponse;
}

/** An error as REST and JSON tell it. */
export const restJsonError: Protocol['encodeError'] = (error, requestId) => ({
  status: error.httpStatus,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code },
  body: JSON.stringify({ Type: 'User', Message: error.message, ...error.fields }),
});

/** A header's value, of several the first. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
