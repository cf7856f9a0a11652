/** Each PSA that the product can write tickets to, with the form of its secret: what an engineer fills in, as JSON. */
export const psaSecretForm = {
  connectwise: '{"site", "companyId", "publicKey", "privateKey", "clientId"}',
} as const;

export type PsaSystem = keyof typeof psaSecretForm;

const isPsaSystem = (name: string): name is PsaSystem => Object.hasOwn(psaSecretForm, name);
export const psaSystems: readonly PsaSystem[] = Object.keys(psaSecretForm).filter(isPsaSystem);
