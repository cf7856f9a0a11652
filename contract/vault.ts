/** Each vault that the product can write passwords into, with the form of its secret: what an engineer fills in, as JSON. */
export const vaultSecretForm = {
  'it-glue': '{"apiKey"}',
  hudu: '{"apiKey"}',
  '1password-connect': '{"token"}',
  keeper: '{"config"}',
} as const;

const IT_GLUE = {
  us: 'https://api.itglue.com',
  eu: 'https://api.eu.itglue.com',
  au: 'https://api.au.itglue.com',
} as const;

const KEEPER = {
  us: 'https://keepersecurity.com',
  eu: 'https://keepersecurity.eu',
  au: 'https://keepersecurity.com.au',
  jp: 'https://keepersecurity.jp',
  ca: 'https://keepersecurity.ca',
  'us-gov': 'https://govcloud.keepersecurity.us',
} as const;

/** What the estate says about where a vault is. */
export type VaultPlace =
  | { readonly system: 'none' }
  | { readonly system: 'it-glue'; readonly region: keyof typeof IT_GLUE }
  | { readonly system: 'hudu' | '1password-connect'; readonly host: string }
  | { readonly system: 'keeper'; readonly region: keyof typeof KEEPER };

/**
 * The one address at which a vault is called, without a slash at the end; `undefined` where there is none. It comes from the deployment,
 * so that a changed secret cannot send passwords elsewhere.
 */
export function vaultEndpoint(vault: VaultPlace): string | undefined {
  switch (vault.system) {
    case 'none':
      return undefined;
    case 'it-glue':
      return IT_GLUE[vault.region];
    case 'hudu':
    case '1password-connect':
      return `https://${vault.host}`;
    case 'keeper':
      return KEEPER[vault.region];
  }
}
