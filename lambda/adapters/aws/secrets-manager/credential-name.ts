/** Name of the secret that holds one account's credential; a role may use names of this prefix only. */
export const credentialName = (tenantId: string, accountId: string) => `m365/${tenantId}/${accountId}`;
