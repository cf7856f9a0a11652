import { randomUUID } from 'node:crypto';

/** The refusals of Entra's token and sign-in endpoints that this simulation knows, by AADSTS number. */
const refusals = {
  50011: [
    'invalid_request',
    'The redirect URI specified in the request does not match the redirect URIs configured for the application.',
  ],
  50013: ['invalid_client', 'Assertion failed signature validation.'],
  50034: ['invalid_grant', 'The user account does not exist in this directory.'],
  50057: ['invalid_grant', 'The user account is disabled.'],
  50126: ['invalid_grant', 'Error validating credentials due to invalid username or password.'],
  53003: [
    'access_denied',
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  ],
  54005: [
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ],
  65001: ['invalid_grant', 'The user or administrator has not consented to use the application.'],
  65004: ['access_denied', 'User declined to consent to access the app.'],
  70003: ['unsupported_grant_type', 'The app requested an unsupported grant type.'],
  70008: ['invalid_grant', 'The provided authorization code or refresh token has expired or is not known.'],
  70011: ['invalid_scope', 'The provided value for the input parameter scope is not valid.'],
  70021: ['invalid_client', 'No matching federated identity record found for presented assertion.'],
  70025: ['invalid_client', 'The client has no configured federated identity credentials.'],
  90002: [
    'invalid_request',
    'Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.',
  ],
  90014: ['invalid_request', 'A required field is missing from the request.'],
  90055: ['temporarily_unavailable', 'The service is busy. Try again later.'],
  500112: [
    'invalid_grant',
    'The reply address does not match the reply address provided when requesting the authorization code.',
  ],
  500133: ['invalid_client', 'Assertion is not within its valid time range.'],
  501481: [
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ],
  700021: ['invalid_client', "Client assertion application identifier doesn't match 'client_id' parameter."],
  700023: ['invalid_client', 'Client assertion audience claim does not match Realm issuer.'],
  700024: ['invalid_client', 'Client assertion is not within its valid time range.'],
  700027: [
    'invalid_client',
    'The certificate with identifier used to sign the client assertion is not registered on application, or has expired.',
  ],
  700211: ['invalid_client', 'No matching federated identity record found for presented assertion issuer.'],
  700212: ['invalid_client', 'No matching federated identity record found for presented assertion audience.'],
  700213: ['invalid_client', 'No matching federated identity record found for presented assertion subject.'],
  7002138: [
    'invalid_client',
    'No matching federated identity record found for presented assertion subject. The subject matches with case-insensitive comparison, but not with case-sensitive comparison.',
  ],
  700016: [
    'unauthorized_client',
    'Application was not found in the directory. It has not been installed by the administrator of the tenant or consented to by any user in the tenant.',
  ],
  7000112: ['unauthorized_client', 'Application is disabled.'],
  7000215: ['invalid_client', 'Invalid client secret provided.'],
  7000222: ['invalid_client', 'The provided client secret keys for app are expired.'],
  7000229: ['unauthorized_client', 'The client application is missing service principal in the tenant.'],
  7000218: [
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ],
} as const;

export type EntraCode = keyof typeof refusals;

/** @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export function entraError(code: EntraCode, correlationId: string = randomUUID()): Response {
  const [error, text] = refusals[code];
  const traceId = randomUUID();
  const timestamp = new Date().toISOString().replace('T', ' ').slice(0, 19);
  return Response.json(
    {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}Z`,
      error_codes: [code],
      timestamp: `${timestamp}Z`,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
    { status: error === 'invalid_client' ? 401 : 400, headers: { 'cache-control': 'no-store' } },
  );
}

/** The text of a refusal, for pages. */
export const entraText = (code: EntraCode): string => `AADSTS${code}: ${refusals[code][1]}`;
