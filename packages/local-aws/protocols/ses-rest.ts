import { AwsError } from '../service.ts';
import { type Protocol, restJsonError } from './wire.ts';

/** Path → the action, and the member that the path holds. */
const paths: readonly (readonly [RegExp, action: string, member?: string])[] = [
  [/^\/v2\/email\/account$/, 'GetAccount'],
  [/^\/v2\/email\/identities\/([^/]+)$/, 'GetEmailIdentity', 'EmailIdentity'],
  [/^\/v2\/email\/suppression\/addresses\/([^/]+)$/, 'GetSuppressedDestination', 'EmailAddress'],
];

/** SES, version 2: REST and JSON, as far as asking goes. */
export const sesProtocol: Protocol = {
  speaks: ({ url }, service) => service === 'ses' && url.pathname.startsWith('/v2/'),
  decode({ method, url }) {
    for (const [path, action, member] of paths) {
      const match = path.exec(url.pathname);
      if (method !== 'GET' || match === null) continue;
      return {
        service: 'ses',
        action,
        input: member === undefined ? {} : { [member]: decodeURIComponent(match[1] ?? '') },
        encode: (output, requestId) => ({
          status: 200,
          headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
          body: JSON.stringify(output),
        }),
        encodeError: restJsonError,
      };
    }
    throw new AwsError('UnknownOperationException', `The local cloud doesn't support ${method} ${url.pathname}.`, 404);
  },
  encodeError: restJsonError,
};
