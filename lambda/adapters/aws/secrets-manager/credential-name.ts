/** Names the secret that holds one account's credential. */
export type CredentialName = (tenantId: string, accountId: string) => string;

/** @param prefix  such as `m365`; a role may use names under it only */
export const credentialNames =
  (prefix: string): CredentialName =>
  (tenantId, accountId) =>
    `${prefix}/${tenantId}/${accountId}`;
