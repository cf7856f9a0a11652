/** Each PSA that the product can write tickets to, with the form of its secret: what an engineer fills in, as JSON. */
export const psaSecretForm = {
  connectwise: '{"companyId", "publicKey", "privateKey", "clientId"}',
  halopsa: '{"clientId", "clientSecret"}',
  autotask: '{"userName", "secret", "integrationCode"}',
} as const;

/** Autotask tells from here in which zone a user's database is. */
const AUTOTASK_ZONES = 'https://webservices.autotask.net';

/** What the estate says about where a PSA is. */
export type PsaPlace =
  | { readonly system: 'none' }
  | { readonly system: 'connectwise'; readonly site: string }
  | { readonly system: 'halopsa'; readonly host: string }
  | { readonly system: 'autotask' };

/**
 * The one address at which a PSA is called, without a slash at the end; `undefined` where there is none. It comes from the deployment, so
 * that a changed secret cannot send tickets elsewhere.
 */
export function psaEndpoint(psa: PsaPlace): string | undefined {
  switch (psa.system) {
    case 'none':
      return undefined;
    case 'connectwise':
      return `https://${psa.site}`;
    case 'halopsa':
      return `https://${psa.host}`;
    case 'autotask':
      return AUTOTASK_ZONES;
  }
}
