/** Entra and Microsoft Graph on this machine, with simulated tenants. This is the package's one door. */
export { type AppCredential, newAppCredential } from './app-credentials.ts';
export { exampleTenants } from './example-tenants/index.ts';
export { type Fault, type Faults, faultsBy, type SeenRequest } from './faults.ts';
export type { FederatedCredential } from './federated-credentials.ts';
export { type GraphQuotas, graphQuotas } from './graph/quotas.ts';
export { type MicrosoftOptions, type SimulatedMicrosoft, startMicrosoft } from './microsoft.ts';
export { type RegisteredCredentials, refusalOfSecret, refusalOfSigned } from './registered-credentials.ts';
export { type CertificateWithKey, selfSignedCertificate } from './self-signed-certificate.ts';
export {
  ada,
  contosoId,
  exampleHome,
  fabrikamId,
  homeTenantId,
  JWT_BEARER,
  readerClientId,
  redirectUri,
  type Simulation,
  signInClientId,
  simulate,
  writerClientId,
} from './simulation.ts';
export { idOf } from './stable-id.ts';
export type { Tenant } from './tenant.ts';
export { tenantFrom } from './tenant-builder.ts';
export { synced, unlicensed } from './unusual-accounts.ts';
