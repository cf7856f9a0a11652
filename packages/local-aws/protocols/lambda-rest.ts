import { AwsError } from '../service.ts';
import { header, type Protocol, restJsonError } from './wire.ts';

const invocations = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's REST and JSON, as far as `aws lambda invoke` needs it. */
export const lambdaProtocol: Protocol = {
  speaks: (_, service) => service === 'lambda',
  decode({ method, url, headers, body }) {
    const [, name] = invocations.exec(url.pathname) ?? [];
    if (name === undefined || method !== 'POST') {
      throw new AwsError(
        'UnknownOperationException',
        `The local cloud doesn't support ${method} ${url.pathname}.`,
        404,
      );
    }
    return {
      service: 'lambda',
      action: 'Invoke',
      input: {
        FunctionName: decodeURIComponent(name),
        InvocationType: header(headers, 'x-amz-invocation-type') ?? 'RequestResponse',
        Payload: body.toString('base64'),
        ...(url.searchParams.has('Qualifier') ? { Qualifier: url.searchParams.get('Qualifier') } : {}),
      },
      encode: ({ StatusCode, FunctionError, ExecutedVersion, Payload }, requestId) => ({
        status: typeof StatusCode === 'number' ? StatusCode : 200,
        headers: {
          'content-type': 'application/json',
          'x-amzn-requestid': requestId,
          ...(typeof FunctionError === 'string' ? { 'x-amz-function-error': FunctionError } : {}),
          ...(typeof ExecutedVersion === 'string' ? { 'x-amz-executed-version': ExecutedVersion } : {}),
        },
        body: Buffer.from(typeof Payload === 'string' ? Payload : '', 'base64'),
      }),
      encodeError: restJsonError,
    };
  },
  encodeError: restJsonError,
};
